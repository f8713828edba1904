import type { EngineHit } from './memory-engine.ts';

/** What ranking needs to know of a memory that matched. */
export interface Candidate {
  readonly memoryId: string;
  readonly content: string;
  readonly group: string | undefined;
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
  postings(term: string, each: (doc: number, count: number, length: number) => void): void;
  entry(doc: number): Candidate | undefined;
  /** The memories beside one in its group: before and after at distance 1, then at distance 2. */
  neighbours(group: string, doc: number): readonly (number | undefined)[];
}

// BM25 (Robertson, Walker et al., TREC-3, 1994) with the constants that did best on the shared LoCoMo conversations:
// short turns say a thing once, so repetition (k1) and length (b) count for less than in documents.
const K1 = 0.9;
const B = 0.3;
/** What a neighbour's score adds, at distance 1 and 2: an answer often stands beside the turn that holds the words. */
const NEIGHBOUR_LIFT = [0.5, 0.5, 0.25, 0.25] as const;
/** A new memory scores up to a twentieth more than an old one; half of that after 30 days. */
const RECENCY_LIFT = 0.05;
const RECENCY_HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;
/** So many of the best by words are looked at closely, whatever the limit. */
const LOOKED_AT = 200;

/** The best matches, best first, each with the reasons for its score. */
export function rank(input: RankingInput): EngineHit[] {
  const { scores, matched } = scoreByWords(input);
  const best = [...scores].sort(([a, x], [b, y]) => y - x || a - b).slice(0, Math.max(LOOKED_AT, input.limit * 4));
  const hits: EngineHit[] = [];
  for (const [doc, score] of best) {
    const candidate = input.entry(doc);
    if (!candidate || isExpired(candidate, input.now)) continue;
    const reasons = [...(matched.get(doc) ?? [])];
    const lift = liftByNeighbours(input, candidate, doc, scores);
    if (lift > 0) reasons.push('next to a match');
    const recency = 1 + RECENCY_LIFT * 0.5 ** ((input.now.getTime() - candidate.updatedAt) / RECENCY_HALF_LIFE_MS);
    hits.push({ memoryId: candidate.memoryId, score: (score + lift) * Math.min(recency, 1 + RECENCY_LIFT), reasons });
  }
  return hits.sort((a, b) => b.score - a.score).slice(0, input.limit);
}

function scoreByWords({ terms, memories, averageLength, postings }: RankingInput) {
  const scores = new Map<number, number>();
  const matched = new Map<number, string[]>();
  for (const [term, word] of terms) {
    const found: [doc: number, weight: number][] = [];
    postings(term, (doc, count, length) => {
      const weight = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
      found.push([doc, weight]);
    });
    const rarity = Math.log(1 + (memories - found.length + 0.5) / (found.length + 0.5));
    for (const [doc, weight] of found) {
      scores.set(doc, (scores.get(doc) ?? 0) + weight * rarity);
      const words = matched.get(doc);
      if (words) words.push(word);
      else matched.set(doc, [word]);
    }
  }
  return { scores, matched };
}

function liftByNeighbours(
  input: RankingInput,
  { group }: Candidate,
  doc: number,
  scores: ReadonlyMap<number, number>,
): number {
  if (group === undefined) return 0;
  let lift = 0;
  for (const [index, neighbour] of input.neighbours(group, doc).entries()) {
    if (neighbour !== undefined) lift += (NEIGHBOUR_LIFT[index] ?? 0) * (scores.get(neighbour) ?? 0);
  }
  return lift;
}

function isExpired({ expiresAt }: Candidate, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now.getTime();
}
