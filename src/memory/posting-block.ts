/** Where a term stands: in which memory (its number within the scope), how often, and how long that memory is in terms. */
export interface Posting {
  readonly doc: number;
  readonly count: number;
  readonly length: number;
}

/** What a number below 2^35 takes at most. */
const LONGEST_NUMBER = 5;

/**
 * Packs postings, which must be in ascending order of `doc`, as variable-length integers (7 bits a byte, low ones first;
 * the high bit says that more follow): how many there are, then for each the distance to the one before, the count, the
 * length. Three to four bytes each.
 */
export function packPostings(postings: readonly Posting[]): Buffer {
  const bytes = Buffer.allocUnsafe((1 + postings.length * 3) * LONGEST_NUMBER);
  let size = 0;
  const write = (value: number) => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[size++] = rest;
  };
  write(postings.length);
  let before = 0;
  for (const { doc, count, length } of postings) {
    write(doc - before);
    write(count);
    write(length);
    before = doc;
  }
  return bytes.subarray(0, size);
}

/** How many postings a block holds, without reading them. */
export function countPostings(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0, scale = 1; ; scale *= 0x80) {
    const byte = bytes[at++] ?? 0;
    count += (byte & 0x7f) * scale;
    if (byte < 0x80) return count;
  }
}

/** Calls back for each posting, in order: nothing is allocated for those that are only added up. */
export function readPostings(bytes: Uint8Array, each: (doc: number, count: number, length: number) => void): void {
  let at = 0;
  const read = () => {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let scale = 0x80; ; scale *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const postings = read();
  let doc = 0;
  for (let index = 0; index < postings; index++) {
    doc += read();
    const count = read();
    const length = read();
    each(doc, count, length);
  }
}
