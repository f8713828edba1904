/** The largest Int of GraphQL. */
const LARGEST = 2 ** 31 - 1;

/** A count as an Int can tell it: a larger one would fail the whole status, so it stays at the largest. */
export function wholeCount(count: number): number {
  return Math.min(count, LARGEST);
}
