import { median } from '../measure.ts';

/** How the memory of a process has gone. */
export interface Growth {
  /** The median of each minute, in bytes. */
  readonly medians: readonly number[];
  /** Of the straight line through the minutes after the first third (least squares), in bytes a minute. */
  readonly perMinute: number;
  /** Whether that line rises by less than a hundredth of what there is in a minute. */
  readonly isFlat: boolean;
}

/** A process takes what it needs at first; what it then goes on taking is looked at. */
const BEGINNING = 1 / 3;
const FLAT_SHARE = 0.01;

/** @param samples of one minute after the other, each several, in bytes */
export function growthOf(samples: readonly (readonly number[])[]): Growth {
  const medians = samples.map((each) => median(each));
  const settled = medians.slice(Math.floor(medians.length * BEGINNING));
  const perMinute = slope(settled);
  return { medians, perMinute, isFlat: perMinute < FLAT_SHARE * median(settled) };
}

/** Of the straight line that fits best to values at 0, 1, 2 and so on; 0 for fewer than two. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [at, value] of values.entries()) {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
