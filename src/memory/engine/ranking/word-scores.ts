import { BestMatches } from './best-matches.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from '../postings/posting-chunk.ts';
import { countOf, isInHeading, lengthOf, POSTING_CODES } from '../postings/posting-code.ts';

// BM25 (Robertson, Walker et al., TREC-3, 1994), with constants for short texts, where repetition (k1) and length (b)
// count for less than in documents.
const K1 = 0.9;
const B = 0.3;

/** A term of a query that somewhere occurs. */
export interface QueryTerm {
  /** As it was written. */
  readonly word: string;
  /** As in the index, to find phrases by. */
  readonly position: number;
  /** By the number of the chunk; undefined where no memory holds it. */
  readonly chunks: readonly (PostingChunk | undefined)[];
  /** How many memories hold it. */
  readonly found: number;
}

/** The memories of a scope scored by the words of a query. Lives within one recall. */
export class WordScores {
  readonly terms: readonly QueryTerm[];
  /** By term, how much it says that a memory holds it. */
  readonly rarities: readonly number[];
  /** By term, what each posting code is worth. */
  readonly #weights: readonly Float64Array[];

  constructor(terms: readonly QueryTerm[], counts: { readonly memories: number; readonly averageLength: number }) {
    this.terms = terms;
    this.rarities = terms.map(({ found }) => Math.log(1 + (counts.memories - found + 0.5) / (found + 0.5)));
    const weights = codeWeights(counts.averageLength);
    this.#weights = this.rarities.map((rarity) => times(weights, rarity));
  }

  /** What a term, by its number, adds to the score of a memory: 0 where it isn't. */
  of(term: number, doc: number): number {
    const code = this.#codeOf(term, doc);
    return code === undefined ? 0 : (this.#weights[term]?.[code] ?? 0);
  }

  isInHeading(term: number, doc: number): boolean {
    return isInHeading(this.#codeOf(term, doc) ?? 0);
  }

  /**
   * The best by words alone, best first, without those that are left out.
   *
   * Goes through the scope chunk by chunk. Within one, terms are added in the order of the most they can add; as soon as
   * those that are left can't bring anything new among the best, only what still can get there is looked up in them
   * (MaxScore: Turtle and Flood, 1995), and a chunk that can bring nothing is passed over (block-max: Ding and Suel, 2011).
   *
   * @param sums room for the scores of a chunk, all 0, and so again afterwards
   * @param leaveOut sets to 0 the scores in a chunk that may not be answered
   */
  best(limit: number, sums: Float64Array, leaveOut: (chunk: number, sums: Float64Array) => void): number[] {
    const best = new BestMatches(limit);
    const chunks = Math.max(0, ...this.terms.map((term) => term.chunks.length));
    for (let number = 0; number < chunks; number++) {
      const parts = this.#partsOf(number);
      let left = parts.reduce((sum, { bound }) => sum + bound, 0);
      let next = 0;
      for (let part = parts[0]; part && left > best.threshold; part = parts[++next]) {
        addAll(part, sums);
        left -= part.bound;
      }
      if (next === 0) continue;
      leaveOut(number, sums);
      const rest = parts.slice(next);
      collect(sums, parts.slice(0, next), rest, Math.max(0, left), number, best);
    }
    return best.inOrder();
  }

  #partsOf(number: number): Part[] {
    const parts: Part[] = [];
    for (const [term, { chunks }] of this.terms.entries()) {
      const chunk = chunks[number];
      const weights = this.#weights[term];
      if (chunk && weights) parts.push({ chunk, weights, bound: chunk.bound(weights) });
    }
    return parts.sort((a, b) => b.bound - a.bound);
  }

  #codeOf(term: number, doc: number): number | undefined {
    return this.terms[term]?.chunks[Math.floor(doc / DOCS_IN_CHUNK)]?.find(doc % DOCS_IN_CHUNK);
  }
}

/** A term's postings in a chunk. */
interface Part {
  readonly chunk: PostingChunk;
  readonly weights: Float64Array;
  /** The most that one of them can add. */
  readonly bound: number;
}

function addAll({ chunk: { places, placesAt, codes, codesAt, size }, weights }: Part, sums: Float64Array): void {
  for (let at = 0; at < size; at++) {
    const place = places[placesAt + at] ?? 0;
    sums[place] = (sums[place] ?? 0) + (weights[codes[codesAt + at] ?? 0] ?? 0);
  }
}

/** So few postings are gone through one by one, instead of all places of a chunk. */
const FEW = DOCS_IN_CHUNK / 8;

/** Moves what can be among the best from the sums, which are 0 again after it. */
function collect(
  sums: Float64Array,
  added: readonly Part[],
  rest: readonly Part[],
  left: number,
  number: number,
  best: BestMatches,
): void {
  const from = number * DOCS_IN_CHUNK;
  let least = best.threshold - left;
  const take = (place: number, sum: number) => {
    let score = sum;
    let open = left;
    for (const { chunk, weights, bound } of rest) {
      if (score + open < best.threshold) return;
      const code = chunk.find(place);
      if (code !== undefined) score += weights[code] ?? 0;
      open -= bound;
    }
    if (score < best.threshold) return;
    best.add(from + place, score);
    least = best.threshold - left;
  };
  let postings = 0;
  for (const { chunk } of added) postings += chunk.size;
  if (postings > FEW) {
    for (let place = 0; place < DOCS_IN_CHUNK; place++) {
      const sum = sums[place] ?? 0;
      if (sum >= least && sum > 0) take(place, sum);
    }
    sums.fill(0);
    return;
  }
  for (const { chunk } of added) {
    for (let at = 0; at < chunk.size; at++) {
      const place = chunk.places[chunk.placesAt + at] ?? 0;
      const sum = sums[place] ?? 0;
      sums[place] = 0;
      if (sum >= least && sum > 0) take(place, sum);
    }
  }
}

/** What each posting code is worth by itself. */
function codeWeights(averageLength: number): Float64Array {
  const weights = new Float64Array(POSTING_CODES);
  for (let code = 0; code < POSTING_CODES; code++) {
    const count = countOf(code);
    weights[code] = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * lengthOf(code)) / averageLength));
  }
  return weights;
}

function times(weights: Float64Array, factor: number): Float64Array {
  const product = new Float64Array(POSTING_CODES);
  for (let code = 0; code < POSTING_CODES; code++) product[code] = (weights[code] ?? 0) * factor;
  return product;
}
