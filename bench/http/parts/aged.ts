import { median } from '../../measure.ts';
import { type Contestant, figuresOf, type Measured } from '../measuring/rounds.ts';

/** Nearly all: the first of many answers to the same is never from a cache. */
const NEARLY_ALL = 0.99;

const shareOf = (measured: Measured, contestant: Contestant) => median(figuresOf(measured, contestant, 'agedShare'));

/** Whether nearly all answers had an `Age`. */
export function isFromCache(measured: Measured, contestant: Contestant): boolean {
  return shareOf(measured, contestant) >= NEARLY_ALL;
}

/** A sentence that says whether a contestant answered from a cache. */
export function agedNote(measured: Measured, contestant: Contestant): string {
  const percent = (100 * shareOf(measured, contestant)).toFixed(1);
  return `${contestant.name}: ${percent}% of the answers had an \`Age\`, which is what one from a cache has.`;
}

/** What is to be said of a figure that is meant to be a cache's, and isn't. */
export function agedCaveat(measured: Measured, contestant: Contestant): string | undefined {
  return isFromCache(measured, contestant) ? undefined : 'nothing came from a cache';
}

/** What is to be said of a figure that is meant to be without a cache, and isn't. */
export function freshCaveat(measured: Measured, contestant: Contestant): string | undefined {
  return shareOf(measured, contestant) === 0 ? undefined : 'some came from a cache';
}
