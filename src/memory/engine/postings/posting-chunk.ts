import type { PackingBuffer } from './packing-buffer.ts';
import { countOf, MOST_COUNTED, POSTING_CODES, type PostingCode } from './posting-code.ts';

/** How many numbers of the index fall into one chunk. */
export const DOCS_IN_CHUNK = 32_768;
/**
 * The number of postings, then for each count the lowest code with that count, which is that of the shortest memory.
 */
const HEADER = 2 + MOST_COUNTED;
const NONE = 0xff;

/**
 * The postings of a term in up to 32,768 memories: their places within the chunk, ascending, then their codes. A
 * single `remember` rewrites a few kilobytes for each common word and a few bytes for each rare one; a recall among
 * 100,000 memories reads four chunks for each word. The alternative, a key for each term and memory, would take twenty
 * times the space for its keys alone.
 */
export class PostingChunk {
  readonly size: number;
  /** From `placesAt` on: for each posting, where its memory stands in the chunk. */
  readonly places: Uint16Array;
  readonly placesAt: number;
  /** From `codesAt` on: the code of each posting. */
  readonly codes: Uint8Array;
  readonly codesAt: number;
  readonly #bestAt: number;

  /** Reads what is packed at `at`, an even number, in `bytes`; `places` is a view of the same memory from its start. */
  constructor(bytes: Uint8Array, places: Uint16Array, at: number) {
    this.size = places[at / 2] ?? 0;
    this.places = places;
    this.placesAt = (at + HEADER) / 2;
    this.codes = bytes;
    this.codesAt = at + HEADER + 2 * this.size;
    this.#bestAt = at + 2;
  }

  /** The code of a memory's posting; undefined when it has none. */
  find(place: number): PostingCode | undefined {
    const { places, placesAt } = this;
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = places[placesAt + middle] ?? 0;
      if (found === place) return this.codes[this.codesAt + middle];
      if (found < place) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** The highest weight that any posting of the chunk can have, given the weights of all codes. */
  bound(weights: Float64Array): number {
    let highest = 0;
    for (let at = this.#bestAt; at < this.#bestAt + MOST_COUNTED; at++) {
      const code = this.codes[at] ?? NONE;
      if (code !== NONE) highest = Math.max(highest, weights[code] ?? 0);
    }
    return highest;
  }
}

/**
 * A posting to be written or removed, as a single number, because a batch has very many of them: the memory's place
 * times 512, plus its code and 1, or plus 0 to remove it. {@link mergePostings} takes the place within the chunk;
 * before the changes are sorted into chunks it is the memory's number in the index.
 */
export type PostingChange = number;

const CODES = 512;

export function postingChange(place: number, code: PostingCode | undefined): PostingChange {
  return place * CODES + (code === undefined ? 0 : code + 1);
}

/** The place of the memory that a change is about. */
export function placeOf(change: PostingChange): number {
  return Math.floor(change / CODES);
}

/**
 * Packs the chunk after these changes, which are in ascending order of their places; the last change of a place counts.
 *
 * @param start where the chunk begins in the buffer: an even number
 * @returns where it ends; `start` when no posting is left
 */
export function mergePostings(
  before: PostingChunk | undefined,
  changes: ArrayLike<PostingChange>,
  buffer: PackingBuffer,
  start: number,
): number {
  const most = (before?.size ?? 0) + changes.length;
  buffer.reserve(start + HEADER + 3 * most, most);
  const { bytes, places, codes } = buffer;
  const from = (start + HEADER) / 2;
  let size = 0;
  let at = 0;
  for (let index = 0; index <= changes.length; index++) {
    const change = changes[index] ?? DOCS_IN_CHUNK * CODES;
    const place = placeOf(change);
    for (; before && at < before.size; at++) {
      const old = before.places[before.placesAt + at] ?? 0;
      if (old > place) break;
      if (old === place) continue;
      places[from + size] = old;
      codes[size++] = before.codes[before.codesAt + at] ?? 0;
    }
    if (size > 0 && places[from + size - 1] === place) size--;
    const code = (change % CODES) - 1;
    if (code < 0) continue;
    places[from + size] = place;
    codes[size++] = code;
  }
  if (size === 0) return start;
  places[start / 2] = size;
  bytes.fill(NONE, start + 2, start + HEADER);
  const codesAt = start + HEADER + 2 * size;
  for (let index = 0; index < size; index++) {
    const code = codes[index] ?? 0;
    bytes[codesAt + index] = code;
    const short = code % (POSTING_CODES / 2);
    const best = start + 1 + countOf(short);
    if (short < (bytes[best] ?? 0)) bytes[best] = short;
  }
  return codesAt + size;
}
