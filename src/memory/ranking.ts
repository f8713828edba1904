import type { EngineHit } from './memory-engine.ts';
import { countPostings, readPostings } from './posting-block.ts';
import { Scores } from './scores.ts';

/** What ranking needs to know of a memory that matched. Times are in milliseconds since 1970. */
export interface Candidate {
  readonly memoryId: string;
  readonly group: string | undefined;
  /** Its place within the group. */
  readonly number: number;
  readonly updatedAt: number;
  readonly expiresAt: number | undefined;
}

/** One scope's index, as ranking reads it. */
export interface RankingInput {
  /** The query's terms, with the words they were written as. */
  readonly terms: ReadonlyMap<string, string>;
  readonly memories: number;
  readonly averageLength: number;
  readonly limit: number;
  readonly now: Date;
  /** The posting blocks of a term. */
  blocks(term: string): readonly Uint8Array[];
  entry(doc: number): Candidate | undefined;
  /** The memories around one in its group, itself in the middle: {@link REACH} before and as many after. */
  around(group: string, number: number): readonly (number | undefined)[];
}

// BM25 (Robertson, Walker et al., TREC-3, 1994) with the constants that did best on the shared LoCoMo conversations:
// short turns say a thing once, so repetition (k1) and length (b) count for less than in documents.
const K1 = 0.9;
const B = 0.3;
/** What a neighbour's score adds, by its distance: an answer often stands beside the turn that holds the words. */
const NEIGHBOURS = [
  [-1, 0.5],
  [1, 0.5],
  [-2, 0.25],
  [2, 0.25],
] as const;
/** How far a match reaches, and its neighbours' own neighbours. */
export const REACH = 4;
/** A new memory scores up to a twentieth more than an old one; half of that after 30 days. */
const RECENCY_LIFT = 0.05;
const RECENCY_HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;
/** So many of the best by words are looked at closely, whatever the limit. */
const LOOKED_AT = 200;
/** A long text asks by its rarest words: the others would change little, and take the longest. */
const MOST_TERMS = 32;

/** The best matches, best first, each with the reasons for its score. */
export function rank(input: RankingInput): EngineHit[] {
  const terms = rarestTerms(input);
  const scores = scoreByWords(input, terms);
  for (let looked = Math.max(LOOKED_AT, input.limit * 4); ; looked *= 8) {
    const best = scores.best(looked);
    const hits = closely(input, terms, scores, best);
    // Those that have expired but are still in the index may have taken the places of others.
    if (hits.length >= input.limit || best.length < looked) return hits;
  }
}

function closely(
  { limit, now, ...input }: RankingInput,
  terms: readonly QueryTerm[],
  scores: Scores,
  best: readonly number[],
): EngineHit[] {
  const hits: EngineHit[] = [];
  for (const { doc, score, neighbours } of liftByNeighbours(input, scores, best)) {
    // All that follow score less than this one: none of them can come before the last hit.
    if (hits.length >= limit && score * (1 + RECENCY_LIFT) < (hits[limit - 1]?.score ?? 0)) break;
    const memory = input.entry(doc);
    if (!memory || isExpired(memory, now)) continue;
    const added = neighbours
      .filter((each) => !isGone(input.entry(each.doc), now))
      .reduce((sum, each) => sum + each.lift, 0);
    const lifted = scores.of(doc) + added;
    if (lifted === 0) continue;
    const reasons = terms.filter((_, index) => scores.has(doc, index)).map(({ word }) => word);
    if (added > 0) reasons.push('next to a match');
    hits.push({ memoryId: memory.memoryId, score: lifted * recency(memory, now), reasons });
    hits.sort((a, b) => b.score - a.score);
  }
  return hits.slice(0, limit);
}

interface Lifted {
  readonly doc: number;
  /** By words and neighbours. */
  readonly score: number;
  /** Those that matched, and what each has added. */
  readonly neighbours: readonly { readonly doc: number; readonly lift: number }[];
}

/** The best by words and what stands beside them, best first. */
function liftByNeighbours(
  input: Pick<RankingInput, 'entry' | 'around'>,
  scores: Scores,
  best: readonly number[],
): Lifted[] {
  const lifted = new Map<number, Lifted>();
  for (const doc of best) {
    const { group, number } = input.entry(doc) ?? {};
    if (group === undefined || number === undefined) {
      lifted.set(doc, { doc, score: scores.of(doc), neighbours: [] });
      continue;
    }
    const around = input.around(group, number);
    for (const distance of [0, ...NEIGHBOURS.map(([step]) => step)]) {
      const place = REACH + distance;
      const each = around[place];
      if (each !== undefined && !lifted.has(each)) lifted.set(each, lift(each, place, around, scores));
    }
  }
  return [...lifted.values()].sort((a, b) => b.score - a.score || a.doc - b.doc);
}

function lift(doc: number, place: number, around: readonly (number | undefined)[], scores: Scores): Lifted {
  const neighbours = NEIGHBOURS.flatMap(([step, share]) => {
    const neighbour = around[place + step];
    const score = neighbour === undefined ? 0 : scores.of(neighbour);
    return neighbour === undefined || score === 0 ? [] : [{ doc: neighbour, lift: share * score }];
  });
  return { doc, score: neighbours.reduce((sum, each) => sum + each.lift, scores.of(doc)), neighbours };
}

function recency({ updatedAt }: Candidate, now: Date): number {
  const age = Math.max(0, now.getTime() - updatedAt);
  return 1 + RECENCY_LIFT * 0.5 ** (age / RECENCY_HALF_LIFE_MS);
}

interface QueryTerm {
  readonly word: string;
  readonly blocks: readonly Uint8Array[];
  /** How many memories hold it. */
  readonly found: number;
}

/** The terms that occur at all, in the query's order, without the commonest where there are too many. */
function rarestTerms({ terms, blocks }: RankingInput): QueryTerm[] {
  const found: QueryTerm[] = [];
  for (const [term, word] of terms) {
    const inBlocks = blocks(term);
    if (inBlocks.length === 0) continue;
    const count = inBlocks.reduce((sum, block) => sum + countPostings(block), 0);
    found.push({ word, blocks: inBlocks, found: count });
  }
  if (found.length <= MOST_TERMS) return found;
  const kept = new Set([...found].sort((a, b) => a.found - b.found).slice(0, MOST_TERMS));
  return found.filter((term) => kept.has(term));
}

function scoreByWords({ memories, averageLength }: RankingInput, terms: readonly QueryTerm[]): Scores {
  const scores = new Scores();
  for (const [index, { blocks, found }] of terms.entries()) {
    const rarity = Math.log(1 + (memories - found + 0.5) / (found + 0.5));
    for (const block of blocks) {
      readPostings(block, (doc, count, length) => {
        const weight = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
        scores.add(doc, weight * rarity, index);
      });
    }
  }
  return scores;
}

function isGone(memory: Candidate | undefined, now: Date): boolean {
  return !memory || isExpired(memory, now);
}

function isExpired({ expiresAt }: Candidate, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now.getTime();
}
