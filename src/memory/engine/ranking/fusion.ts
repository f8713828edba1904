/**
 * The higher, the less the first places differ from the next: the constant of the paper, which found it to matter
 * little.
 */
const K = 60;

/**
 * Makes one ranking of several: each thing scores the sum of 1 / (60 + its place) over the rankings that hold it
 * (reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009). It needs no common measure, which word scores and
 * cosines don't have.
 *
 * @returns everything that a ranking holds, with its score, best first; of equals the one higher in the first ranking
 */
export function fuse<T>(rankings: readonly (readonly T[])[]): [thing: T, score: number][] {
  const scores = new Map<T, number>();
  for (const ranking of rankings) {
    for (const [place, thing] of ranking.entries()) scores.set(thing, (scores.get(thing) ?? 0) + 1 / (K + place + 1));
  }
  return [...scores].sort(([, a], [, b]) => b - a);
}
