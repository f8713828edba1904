import { resolve } from 'node:path';
import type { ValueKind } from '../setting.ts';

/** Any text, which `takes` describes. */
export function text(takes: string): ValueKind<string> {
  return { takes, read: (value) => value };
}

/** The path of a file or directory, made absolute. */
export function path(takes: string): ValueKind<string> {
  return { takes, read: (value) => resolve(value) };
}

/** A whole number from `from` to `to`, in decimal digits. */
export function wholeNumber(from: number, to: number): ValueKind<number> {
  return {
    takes: `a whole number from ${from} to ${to}`,
    read: (value) =>
      /^\d{1,10}$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined,
  };
}

export function oneOf<const T extends string>(values: readonly T[]): ValueKind<T> {
  return { takes: `one of ${values.join(', ')}`, read: (value) => values.find((each) => each === value) };
}

export const trueOrFalse: ValueKind<boolean> = {
  takes: 'one of true, false',
  read: (value) => (value === 'true' || value === 'false' ? value === 'true' : undefined),
};

/** A list with commas between its items; every item must satisfy `isItem`. */
export function listOf(takes: string, isItem: (item: string) => boolean): ValueKind<readonly string[]> {
  const read = (value: string) => {
    const items = value
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
    return items.every(isItem) ? items : undefined;
  };
  return { takes, read };
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };
const LEAST_BYTES = 2 ** 10;
const MOST_BYTES = 2 ** 40;

/**
 * The size of a cache. One entry takes some hundred bytes, so that a smaller cache than the least would hold nothing.
 */
export const cacheBytes: ValueKind<number> = {
  takes: 'a number of bytes such as 67108864, or with a unit: KiB, MiB, GiB; from 1 KiB to 1024 GiB',
  read: (value) => {
    const parts = /^(\d{1,15})\s*([a-z]*)$/i.exec(value);
    const unit = parts ? BYTE_UNITS[(parts[2] ?? '').toUpperCase()] : undefined;
    const bytes = parts && unit ? Number(parts[1]) * unit : Number.NaN;
    return bytes >= LEAST_BYTES && bytes <= MOST_BYTES ? bytes : undefined;
  },
};

/** A secret that lets in who shows it: what is shorter could be guessed. */
export function secretOf(least: number): ValueKind<string> {
  return {
    takes: `${least} to 4096 visible ASCII characters, without spaces, that nobody can guess (openssl rand -hex 32)`,
    read: (value) => (/^[\x21-\x7e]{1,4096}$/.test(value) && value.length >= least ? value : undefined),
  };
}

/** What a token says, or the name by which it says it. */
export const claimText: ValueKind<string> = {
  takes: '1 to 255 visible ASCII characters',
  read: (value) => (/^[\x20-\x7e]{1,255}$/.test(value) ? value : undefined),
};

/** Who signs tokens. The name that Lex calls itself is that of users whom it makes. */
export const issuer: ValueKind<string> = {
  takes: 'who signs the tokens, to the letter as they say it in "iss", such as https://login.example.com/',
  read: (value) => (value === 'lex' ? undefined : claimText.read(value)),
};

/** A provider's key. It is sent as a header, which takes only these characters. */
export const key: ValueKind<string> = {
  takes: 'a key: at most 4096 visible ASCII characters, without spaces',
  read: (value) => (/^[\x21-\x7e]{1,4096}$/.test(value) ? value : undefined),
};
