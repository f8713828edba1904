import type { RequestsResult } from '../load/orders.ts';
import { type Contestant, figuresOf, type Measured } from '../measuring/rounds.ts';
import { ratioOf, type Spread, spreadOf } from '../measuring/spread.ts';

export const rounded = (value: number): string => Math.round(value).toLocaleString('en');
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const ratio = (value: number): string => value.toFixed(2);

/** A figure as the tables have it: the median, and between which figures the rounds lie. */
export function shown({ median, lowest, highest }: Spread, form: (value: number) => string = rounded): string {
  return `${form(median)} (${form(lowest)} to ${form(highest)})`;
}

const HEAD = [
  'server',
  'requests/s',
  'times as many as the last',
  'its processor, µs each',
  'times as little as the last',
  'server’s core in use',
  'load’s core in use',
];

/** A table of what contestants answered, each compared with the last of them. */
export function requestRows(measured: Measured): readonly (readonly string[])[] {
  const contestants = [...measured.keys()];
  const last = contestants.at(-1);
  if (!last) throw new Error('Nobody was measured.');
  const spread = (contestant: Contestant, figure: keyof RequestsResult) =>
    spreadOf(figuresOf(measured, contestant, figure));
  const rates = (contestant: Contestant) => figuresOf(measured, contestant, 'perSecond');
  const micros = (contestant: Contestant) => figuresOf(measured, contestant, 'serverMicroseconds');
  const body = contestants.map((each) => [
    each.name,
    shown(spread(each, 'perSecond')),
    each === last ? '1' : shown(ratioOf(rates(each), rates(last)), ratio),
    spread(each, 'serverMicroseconds').median.toFixed(1),
    each === last ? '1' : shown(ratioOf(micros(last), micros(each)), ratio),
    `${rounded(100 * spread(each, 'serverBusy').median)}%`,
    `${rounded(100 * spread(each, 'loadBusy').median)}%`,
  ]);
  return [HEAD, ...body];
}
