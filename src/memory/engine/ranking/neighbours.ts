import type { Candidate, Standing } from './candidates.ts';

// The shares here, in scoring.ts and in likeness.ts were chosen on the three conversations of LoCoMo that may be looked
// at (Maharana et al., ACL 2024): see the README beside this file for what was found with them, and what was tried.

/** How much of what a neighbour says counts, by its distance: an answer often stands beside the turn with the words. */
export const NEIGHBOURS = [
  { step: -2, share: 0.3 },
  { step: -1, share: 0.5 },
  { step: 1, share: 0.5 },
  { step: 2, share: 0.3 },
] as const;
/** Added to the share of a question right before: what stands after a question is most likely its answer. */
const ANSWER = 0.4;
/** What the memory has itself counts for less when a neighbour has it too. */
const SAID_AGAIN = 0.25;
/** How far around a match memories are read: its neighbours, and their neighbours. */
export const REACH = 4;

/** What the neighbours of a memory add for one term. */
export interface Lift {
  readonly added: number;
  /** Of several neighbours that hold the term only the one counts that adds most; undefined where none holds it. */
  readonly from: Candidate | undefined;
}

/**
 * What the neighbours of a memory add to its score by the words that they hold.
 *
 * @param own by term, what the memory's own words add
 */
export function besideOf(standing: Standing, own: readonly number[]): number {
  let sum = 0;
  for (let term = 0; term < own.length; term++) {
    sum += strongest(standing, term) * ((own[term] ?? 0) > 0 ? SAID_AGAIN : 1);
  }
  return sum;
}

/** What they add for one term, and which of them does. */
export function liftOf(standing: Standing, own: readonly number[], term: number): Lift {
  const most = strongest(standing, term);
  if (most === 0) return { added: 0, from: undefined };
  const { row, at } = standing;
  const step = NEIGHBOURS.find((each) => counted(row[at + each.step], each, term) === most)?.step ?? 0;
  return { added: most * ((own[term] ?? 0) > 0 ? SAID_AGAIN : 1), from: row[at + step] };
}

/** The likeness of a memory with that which its neighbours lend it. */
export function lentLikeness(standing: Standing, own: number): number {
  return own + strongest(standing, LIKENESS) * (own > 0 ? SAID_AGAIN : 1);
}

/** Stands for a term, where the likeness of the neighbours is asked for. */
const LIKENESS = -1;

function strongest({ row, at }: Standing, term: number): number {
  let most = 0;
  for (const each of NEIGHBOURS) {
    const adds = counted(row[at + each.step], each, term);
    if (adds > most) most = adds;
  }
  return most;
}

function counted(found: Candidate | undefined, { step, share }: (typeof NEIGHBOURS)[number], term: number): number {
  if (!found) return 0;
  const worth = term === LIKENESS ? found.likeness : (found.weights[term] ?? 0);
  return worth * (step === -1 && found.values.asks > 0 ? share + ANSWER : share);
}
