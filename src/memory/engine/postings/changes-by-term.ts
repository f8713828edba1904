import { DOCS_IN_CHUNK, type PostingChange, placeOf, postingChange } from './posting-chunk.ts';

/** The changes of a batch, each with the number of its term, in the order in which they came. */
export class ChangesByTerm {
  readonly #terms: number[] = [];
  readonly #changes: PostingChange[] = [];

  push(term: number, change: PostingChange): void {
    this.#terms.push(term);
    this.#changes.push(change);
  }

  /** Sorts them by term with a counting sort, which leaves the changes of one term in their order. */
  sort(terms: number): SortedChanges {
    const ends = new Uint32Array(terms);
    for (const term of this.#terms) ends[term] = (ends[term] ?? 0) + 1;
    let sum = 0;
    for (let term = 0; term < terms; term++) {
      sum += ends[term] ?? 0;
      ends[term] = sum;
    }
    const starts = ends.slice();
    const sorted = new Float64Array(this.#changes.length);
    for (let at = sorted.length - 1; at >= 0; at--) {
      const term = this.#terms[at] ?? 0;
      const place = (starts[term] ?? 0) - 1;
      starts[term] = place;
      sorted[place] = this.#changes[at] ?? 0;
    }
    return new SortedChanges(sorted, starts, ends);
  }
}

export class SortedChanges {
  readonly #sorted: Float64Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  constructor(sorted: Float64Array, starts: Uint32Array, ends: Uint32Array) {
    this.#sorted = sorted;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** The changes of a term by the chunk that they belong to, ascending, with their places within that chunk. */
  inChunks(term: number): { chunk: number; changes: PostingChange[] }[] {
    const found: { chunk: number; changes: PostingChange[] }[] = [];
    for (const change of inOrder(this.#sorted.subarray(this.#starts[term], this.#ends[term]))) {
      const chunk = Math.floor(placeOf(change) / DOCS_IN_CHUNK);
      let last = found.at(-1);
      if (last?.chunk !== chunk) {
        last = { chunk, changes: [] };
        found.push(last);
      }
      last.changes.push(change - postingChange(chunk * DOCS_IN_CHUNK, undefined));
    }
    return found;
  }
}

/** By their places. The sort is stable, so the last change of a memory stays its last. */
function inOrder(all: Float64Array): ArrayLike<PostingChange> & Iterable<PostingChange> {
  let isInOrder = true;
  for (let at = 1; at < all.length && isInOrder; at++) isInOrder = (all[at - 1] ?? 0) <= (all[at] ?? 0);
  return isInOrder ? all : [...all].sort((a, b) => placeOf(a) - placeOf(b));
}
