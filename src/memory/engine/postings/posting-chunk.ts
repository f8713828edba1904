import type { PackingRoom } from './packing-buffer.ts';
import { countOf, MOST_COUNTED, POSTING_CODES, type PostingCode } from './posting-code.ts';

/** Memory numbers that fall into one chunk. */
export const DOCS_IN_CHUNK = 32_768;
/** The number of postings, then for each count the lowest code that has it: the shortest memory of those. */
const HEADER = 2 + MOST_COUNTED;
const NONE = 0xff;

/**
 * The postings of a term in up to 32,768 memories: places within the chunk, ascending, then their codes. A single
 * `remember` rewrites a few kilobytes for each common word and a few bytes for each rare one; a recall reads four
 * chunks for each word among 100,000 memories. One key for each term and memory was the other way: its keys are twenty
 * times the size of what they hold.
 */
export class PostingChunk {
  readonly size: number;
  /** Of each posting from `placesAt` on, where the memory stands in the chunk. */
  readonly places: Uint16Array;
  readonly placesAt: number;
  /** What it is worth, from `codesAt` on. */
  readonly codes: Uint8Array;
  readonly codesAt: number;
  readonly #bestAt: number;

  /** Looks at what is packed from an even place on in `bytes`, which begins where `places` does. */
  constructor(bytes: Uint8Array, places: Uint16Array, at: number) {
    this.size = places[at / 2] ?? 0;
    this.places = places;
    this.placesAt = (at + HEADER) / 2;
    this.codes = bytes;
    this.codesAt = at + HEADER + 2 * this.size;
    this.#bestAt = at + 2;
  }

  /** The code of a memory; undefined when it isn't among them. */
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

  /** The highest that any posting of the chunk can weigh, by the weights of all codes. */
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
 * A posting to be written, or taken away, as one number, of which a batch has very many: where the memory stands, times
 * 512, and its code plus 1, or 0 to take it away. {@link mergePostings} wants the place within the chunk; the number of
 * the memory within its scope does as well before chunks are told apart.
 */
export type PostingChange = number;

const CODES = 512;

export function postingChange(place: number, code: PostingCode | undefined): PostingChange {
  return place * CODES + (code === undefined ? 0 : code + 1);
}

/** Where a change belongs. */
export function placeOf(change: PostingChange): number {
  return Math.floor(change / CODES);
}

/**
 * Packs the chunk after these changes, which are in ascending order of their places; the last of one place counts.
 *
 * @param start where in the room it begins: an even place
 * @returns where it ends; `start` when nothing is left
 */
export function mergePostings(
  before: PostingChunk | undefined,
  changes: ArrayLike<PostingChange>,
  room: PackingRoom,
  start: number,
): number {
  const most = (before?.size ?? 0) + changes.length;
  room.reserve(start + HEADER + 3 * most, most);
  const { bytes, places, codes } = room;
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
