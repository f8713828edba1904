import { useMemo } from 'react';
import { useLanguage } from '../language/language.tsx';

/** Numbers in the reader's language. */
export interface Numbers {
  /** A count. */
  count(value: number): string;
  /** A count as short as it fits beside an axis. */
  short(value: number): string;
  /** A size in bytes, in the unit that it is read in best. */
  bytes(value: number): string;
  /** A time in milliseconds. */
  milliseconds(value: number): string;
  /** A share, 0 to 1, as a percentage. */
  share(value: number): string;
  /** What comes to pass in a second. */
  rate(value: number): string;
  /** An amount of money, whose currency is the operator's. */
  cost(value: number): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function useNumbers(): Numbers {
  const { language } = useLanguage();
  return useMemo(() => numbersIn(language), [language]);
}

/** @param language a tag such as `de` */
export function numbersIn(language: string): Numbers {
  const formatOf = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  const count = formatOf({ maximumFractionDigits: 0 });
  const short = formatOf({ notation: 'compact', maximumFractionDigits: 1 });
  const share = formatOf({ style: 'percent', maximumFractionDigits: 1 });
  const rate = formatOf({ maximumFractionDigits: 1 });
  const cost = formatOf({ minimumFractionDigits: 2, maximumFractionDigits: 4 });
  const unit = (name: string, maximumFractionDigits: number) =>
    formatOf({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits });
  const bytes = BYTE_UNITS.map((name) => unit(name, name === 'byte' ? 0 : 1));
  const [coarse, fine] = [unit('millisecond', 0), unit('millisecond', 2)];
  return {
    count: (value) => count.format(value),
    short: (value) => short.format(value),
    bytes(value) {
      const power = Math.floor(Math.log(Math.max(value, 1)) / Math.log(1_000));
      const index = Math.min(power, bytes.length - 1);
      return (bytes[index] ?? count).format(value / 1_000 ** index);
    },
    milliseconds: (value) => (value < 10 ? fine : coarse).format(value),
    share: (value) => share.format(value),
    rate: (value) => rate.format(value),
    cost: (value) => cost.format(value),
  };
}
