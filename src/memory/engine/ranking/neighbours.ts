import type { Candidate, Standing } from './candidates.ts';

// The shares here and in scoring.ts were chosen on the three conversations of LoCoMo that may be looked at (Maharana
// et al., ACL 2024). Searched on two of them and tried on the third, each in turn, they found 79.7% of the evidence
// among the first ten results. As they stand, rounded to what most searches agreed on, they find 80.3% on all three.

/** How much of what a neighbour says counts, by its distance: an answer often stands beside the turn with the words. */
export const NEIGHBOURS = [
  { step: -2, share: 0.3 },
  { step: -1, share: 0.6 },
  { step: 1, share: 0.6 },
  { step: 2, share: 0.3 },
] as const;
/** Added to the share of a question right before: what stands after a question is most likely its answer. */
const ANSWER = 0.4;
/** A word that the memory says itself counts for less when a neighbour says it too. */
const SAID_AGAIN = 0.25;
/** How far around a match memories are read: its neighbours, and their neighbours. */
export const REACH = 4;

/** What the neighbours of a memory add to its score. */
export interface Lift {
  readonly sum: number;
  /** By term, what is added; of several neighbours that hold the term only the one counts that adds most. */
  readonly added: readonly number[];
  /** By term, that neighbour. */
  readonly from: readonly (Candidate | undefined)[];
}

const NONE: Lift = { sum: 0, added: [], from: [] };

/** @param own by term, what the memory's own words add */
export function liftOf({ row, at }: Standing, own: readonly number[]): Lift {
  let added: number[] | undefined;
  const from: (Candidate | undefined)[] = [];
  for (const { step, share } of NEIGHBOURS) {
    const found = row[at + step];
    if (!found) continue;
    added ??= own.map(() => 0);
    const counts = step === -1 && found.values.asks > 0 ? share + ANSWER : share;
    for (let term = 0; term < added.length; term++) {
      const adds = (found.weights[term] ?? 0) * counts;
      if (adds <= (added[term] ?? 0)) continue;
      added[term] = adds;
      from[term] = found;
    }
  }
  if (!added) return NONE;
  let sum = 0;
  for (let term = 0; term < added.length; term++) {
    if (!from[term]) continue;
    const adds = (added[term] ?? 0) * ((own[term] ?? 0) > 0 ? SAID_AGAIN : 1);
    added[term] = adds;
    sum += adds;
  }
  return { sum, added, from };
}
