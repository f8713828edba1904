import { median } from '../../measure.ts';

/** What several rounds have measured. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  return { median: median(samples), lowest: Math.min(...samples), highest: Math.max(...samples) };
}

/** How many times as much the first measured as the second, round by round: what disturbs a round disturbs both. */
export function ratioOf(first: readonly number[], second: readonly number[]): Spread {
  return spreadOf(first.map((value, round) => value / (second[round] ?? Number.NaN)));
}
