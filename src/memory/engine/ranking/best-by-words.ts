import { DOCS_IN_CHUNK, type PostingChunk } from '../postings/posting-chunk.ts';
import { BestMatches } from './best-matches.ts';
import type { ScopeReader } from './scope-reader.ts';
import type { WordScores } from './word-scores.ts';

/** A chunk with no more postings than this is gone through posting by posting, instead of place by place. */
const FEW = DOCS_IN_CHUNK / 8;

/**
 * The memories of a scope with the highest sum of what the query's words are worth in them, best first.
 *
 * The scope is gone through chunk by chunk. Within a chunk the terms are added up in the order of the most that each
 * can add. Once the terms that are left can't bring another memory among the best, they are looked up only for the
 * memories that can still get there (MaxScore: Turtle and Flood, 1995). A chunk that can't bring anything is skipped
 * (block-max: Ding and Suel, 2011).
 */
export function bestByWords(
  words: WordScores,
  limit: number,
  reader: Pick<ScopeReader, 'sums' | 'leaveOut'>,
): number[] {
  const { sums } = reader;
  const best = new BestMatches(limit);
  const chunks = Math.max(0, ...words.terms.map((term) => term.chunks.length));
  for (let number = 0; number < chunks; number++) {
    const parts = partsOf(words, number);
    let left = parts.reduce((sum, { bound }) => sum + bound, 0);
    let next = 0;
    for (let part = parts[0]; part && left > best.threshold; part = parts[++next]) {
      addAll(part, sums);
      left -= part.bound;
    }
    if (next === 0) continue;
    reader.leaveOut(number, sums);
    const from = number * DOCS_IN_CHUNK;
    new ChunkCollector(best, from, parts.slice(next), Math.max(0, left)).collect(sums, parts.slice(0, next));
  }
  return best.inOrder();
}

/** A term's postings in a chunk. */
interface Part {
  readonly chunk: PostingChunk;
  /** What each posting code of the term adds. */
  readonly weights: Float64Array;
  /** The most that one of the postings can add. */
  readonly bound: number;
}

function partsOf({ terms, weights }: WordScores, number: number): Part[] {
  const parts: Part[] = [];
  for (const [term, { chunks }] of terms.entries()) {
    const chunk = chunks[number];
    const ofTerm = weights[term];
    if (chunk && ofTerm) parts.push({ chunk, weights: ofTerm, bound: chunk.bound(ofTerm) });
  }
  return parts.sort((a, b) => b.bound - a.bound);
}

function addAll({ chunk: { places, placesAt, codes, codesAt, size }, weights }: Part, sums: Float64Array): void {
  for (let at = 0; at < size; at++) {
    const place = places[placesAt + at] ?? 0;
    sums[place] = (sums[place] ?? 0) + (weights[codes[codesAt + at] ?? 0] ?? 0);
  }
}

/** Moves what can be among the best out of the sums of a chunk, and leaves the sums at 0. */
class ChunkCollector {
  readonly #best: BestMatches;
  /** The number of the chunk's first memory. */
  readonly #from: number;
  /** The terms that aren't in the sums, and the most that they can add together. */
  readonly #rest: readonly Part[];
  readonly #left: number;

  constructor(best: BestMatches, from: number, rest: readonly Part[], left: number) {
    this.#best = best;
    this.#from = from;
    this.#rest = rest;
    this.#left = left;
  }

  collect(sums: Float64Array, added: readonly Part[]): void {
    let postings = 0;
    for (const { chunk } of added) postings += chunk.size;
    if (postings > FEW) this.#collectPlaces(sums);
    else for (const { chunk } of added) this.#collectPostings(sums, chunk);
  }

  #collectPlaces(sums: Float64Array): void {
    let least = this.#best.threshold - this.#left;
    for (let place = 0; place < DOCS_IN_CHUNK; place++) {
      const sum = sums[place] ?? 0;
      if (sum >= least && sum > 0) least = this.#take(place, sum);
    }
    sums.fill(0);
  }

  #collectPostings(sums: Float64Array, { places, placesAt, size }: PostingChunk): void {
    let least = this.#best.threshold - this.#left;
    for (let at = 0; at < size; at++) {
      const place = places[placesAt + at] ?? 0;
      const sum = sums[place] ?? 0;
      sums[place] = 0;
      if (sum >= least && sum > 0) least = this.#take(place, sum);
    }
  }

  /** Adds what the rest is worth in a memory, and answers the least sum that another memory needs from now on. */
  #take(place: number, sum: number): number {
    const best = this.#best;
    let score = sum;
    let open = this.#left;
    for (const { chunk, weights, bound } of this.#rest) {
      if (score + open < best.threshold) return best.threshold - this.#left;
      const code = chunk.find(place);
      if (code !== undefined) score += weights[code] ?? 0;
      open -= bound;
    }
    if (score >= best.threshold) best.add(this.#from + place, score);
    return best.threshold - this.#left;
  }
}
