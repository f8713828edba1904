/** Where a term stands: in which memory (its number within the scope), how often, and how long that memory is in terms. */
export interface Posting {
  readonly doc: number;
  readonly count: number;
  readonly length: number;
}

/**
 * Packs postings, which must be in ascending order of `doc`, as variable-length integers (7 bits a byte, low ones first;
 * the high bit says that more follow): the distance to the one before, the count, the length. Three to four bytes each.
 */
export function packPostings(postings: readonly Posting[]): Uint8Array {
  // Each number takes up to 5 bytes below 2^35.
  const bytes = new Uint8Array(postings.length * 15);
  let size = 0;
  const write = (value: number) => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[size++] = rest;
  };
  let before = 0;
  for (const { doc, count, length } of postings) {
    write(doc - before);
    write(count);
    write(length);
    before = doc;
  }
  return bytes.slice(0, size);
}

/** Calls back for each posting, in order: nothing is allocated for those that are only added up. */
export function readPostings(bytes: Uint8Array, each: (doc: number, count: number, length: number) => void): void {
  let at = 0;
  const read = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  let doc = 0;
  while (at < bytes.length) {
    doc += read();
    const count = read();
    const length = read();
    each(doc, count, length);
  }
}
