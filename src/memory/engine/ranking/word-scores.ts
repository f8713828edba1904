import { DOCS_IN_CHUNK } from '../postings/posting-chunk.ts';
import { countOf, isInHeading, lengthOf, POSTING_CODES } from '../postings/posting-code.ts';
import type { QueryTerm } from './query-terms.ts';

// BM25 (Robertson, Walker et al., TREC-3, 1994), with constants for short texts, in which repetition (K1) and length
// (B) matter less than in documents.
const K1 = 0.9;
const B = 0.3;

/** What the words of a query are worth in the memories of a scope. Lives within one recall. */
export class WordScores {
  readonly terms: readonly QueryTerm[];
  /** By term: how much it tells of a memory that it holds the term. The fewer memories hold it, the more. */
  readonly rarities: readonly number[];
  /** By term: what each posting code adds to a score. */
  readonly weights: readonly Float64Array[];

  constructor(terms: readonly QueryTerm[], counts: { readonly memories: number; readonly averageLength: number }) {
    this.terms = terms;
    this.rarities = terms.map(({ found }) => Math.log(1 + (counts.memories - found + 0.5) / (found + 0.5)));
    const weights = codeWeights(counts.averageLength);
    this.weights = this.rarities.map((rarity, term) => times(weights, rarity * (terms[term]?.share ?? 1)));
  }

  /** What a term, by its index, adds to the score of a memory: 0 when the memory doesn't hold it. */
  of(term: number, doc: number): number {
    const code = this.#codeOf(term, doc);
    return code === undefined ? 0 : (this.weights[term]?.[code] ?? 0);
  }

  isInHeading(term: number, doc: number): boolean {
    return isInHeading(this.#codeOf(term, doc) ?? 0);
  }

  #codeOf(term: number, doc: number): number | undefined {
    return this.terms[term]?.chunks[Math.floor(doc / DOCS_IN_CHUNK)]?.find(doc % DOCS_IN_CHUNK);
  }
}

/** What each posting code is worth, without the rarity of its term. */
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
