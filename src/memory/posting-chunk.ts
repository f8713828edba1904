import { countOf, MOST_COUNTED, POSTING_CODES, type PostingCode } from './posting-code.ts';

/** Memory numbers that fall into one chunk. */
export const DOCS_IN_CHUNK = 16_384;
/** The number of postings, then for each count the lowest code that has it: the shortest memory of those. */
const HEADER = 2 + MOST_COUNTED;
const NONE = 0xff;

/**
 * The postings of a term in up to 16,384 memories: places within the chunk, ascending, then their codes. A single
 * `remember` rewrites a few kilobytes for each common word and a few bytes for each rare one; a recall reads seven
 * chunks for each word among 100,000 memories. One key for each term and memory was the other way: its keys are twenty
 * times the size of what they hold.
 */
export interface PostingChunk {
  readonly size: number;
  /** Of each posting, where the memory stands in the chunk. */
  readonly places: Uint16Array;
  readonly codes: Uint8Array;
  /** For each count, the lowest code that has it, which scores highest of those; 255 where none has. */
  readonly best: Uint8Array;
}

/** Postings of a chunk to be written: `code` undefined takes one away. In ascending order, the last of equals counts. */
export interface PostingChange {
  readonly place: number;
  readonly code: PostingCode | undefined;
}

export function readPostingChunk(bytes: Uint8Array): PostingChunk {
  // Sixteen-bit numbers can be looked at in place only where they begin at an even address.
  const { buffer, byteOffset } = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  const size = new Uint16Array(buffer, byteOffset, 1)[0] ?? 0;
  return {
    size,
    best: new Uint8Array(buffer, byteOffset + 2, MOST_COUNTED),
    places: new Uint16Array(buffer, byteOffset + HEADER, size),
    codes: new Uint8Array(buffer, byteOffset + HEADER + 2 * size, size),
  };
}

/** The chunk after these changes; undefined when nothing is left. */
export function mergePostings(
  before: PostingChunk | undefined,
  changes: readonly PostingChange[],
): Uint8Array | undefined {
  const most = (before?.size ?? 0) + changes.length;
  const places = new Uint16Array(most);
  const codes = new Uint8Array(most);
  let size = 0;
  let at = 0;
  const keep = (end: number) => {
    while (before && at < before.size && (before.places[at] ?? 0) < end) {
      places[size] = before.places[at] ?? 0;
      codes[size++] = before.codes[at++] ?? 0;
    }
  };
  for (const { place, code } of changes) {
    keep(place);
    if (before && before.places[at] === place) at++;
    if (size > 0 && places[size - 1] === place) size--;
    if (code === undefined) continue;
    places[size] = place;
    codes[size++] = code;
  }
  keep(DOCS_IN_CHUNK);
  return size > 0 ? packPostings(places.subarray(0, size), codes.subarray(0, size)) : undefined;
}

function packPostings(places: Uint16Array, codes: Uint8Array): Uint8Array {
  const size = places.length;
  const bytes = new Uint8Array(HEADER + 3 * size);
  new Uint16Array(bytes.buffer, 0, 1)[0] = size;
  const best = bytes.subarray(2, HEADER).fill(NONE);
  for (let at = 0; at < size; at++) {
    const code = (codes[at] ?? 0) % (POSTING_CODES / 2);
    const count = countOf(code);
    if (code < (best[count - 1] ?? 0)) best[count - 1] = code;
  }
  new Uint16Array(bytes.buffer, HEADER, size).set(places);
  bytes.set(codes, HEADER + 2 * size);
  return bytes;
}

/** The code of a memory; undefined when it isn't among them. */
export function findPosting({ places, codes, size }: PostingChunk, place: number): PostingCode | undefined {
  let low = 0;
  let high = size - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = places[middle] ?? 0;
    if (found === place) return codes[middle];
    if (found < place) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The highest that any posting of the chunk can weigh, by the weights of all codes. */
export function boundOf({ best }: PostingChunk, weights: Float64Array): number {
  let highest = 0;
  for (const code of best) if (code !== NONE) highest = Math.max(highest, weights[code] ?? 0);
  return highest;
}
