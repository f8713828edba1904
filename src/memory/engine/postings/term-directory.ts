// A block is a row of entries, followed by its directory. An entry begins at an even place and has the length of its
// term (two bytes), the term in UTF-8, and its postings, which begin at an even place too (posting-chunk.ts). The
// directory has the hash of each term and where its entry begins, ordered by hash and then by term; then the number of
// terms.

const LENGTH = 2;
const NUMBER = 4;
const IN_DIRECTORY = 2 * NUMBER;

/** A block that lies at the start of some bytes. */
export interface TermBlock {
  readonly bytes: Buffer;
  readonly size: number;
}

/** A part of a block. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The directory of a block, as it is read: terms by their index in it. */
export class TermDirectory {
  readonly terms: number;
  readonly #bytes: Buffer;
  readonly #at: number;

  constructor({ bytes, size }: TermBlock) {
    this.#bytes = bytes;
    this.terms = bytes.readUInt32LE(size - NUMBER);
    this.#at = size - NUMBER - this.terms * IN_DIRECTORY;
  }

  hash(index: number): number {
    return this.#bytes.readUInt32LE(this.#at + index * IN_DIRECTORY);
  }

  /** Where an entry begins. */
  start(index: number): number {
    return this.#bytes.readUInt32LE(this.#at + index * IN_DIRECTORY + NUMBER);
  }

  /** Where an entry ends. */
  end(index: number): number {
    return index + 1 < this.terms ? this.start(index + 1) : this.#at;
  }

  term(index: number): string {
    const start = this.start(index);
    return this.#bytes.toString('utf8', start + LENGTH, start + LENGTH + this.#bytes.readUInt16LE(start));
  }

  postings(index: number): Range {
    const start = this.start(index);
    return { from: even(start + LENGTH + this.#bytes.readUInt16LE(start)), to: this.end(index) };
  }

  /** Below 0 when the term at this index comes before the given one, 0 when it is the same. */
  compare(index: number, term: string, hash: number): number {
    const other = this.hash(index);
    return other === hash ? compareTerms(this.term(index), term) : other - hash;
  }
}

/** The order of terms that have the same hash. */
export function compareTerms(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}

/** Writes the term of an entry that begins at `start`; its postings follow at {@link postingsStart}. */
export function writeTerm(bytes: Buffer, start: number, term: string): void {
  bytes.writeUInt16LE(Buffer.byteLength(term), start);
  bytes.write(term, start + LENGTH);
}

/** Where the postings of an entry begin. */
export function postingsStart(start: number, term: string): number {
  return even(start + LENGTH + Buffer.byteLength(term));
}

/** How many bytes a directory takes. */
export function directorySize(entries: readonly number[]): number {
  return NUMBER * entries.length + NUMBER;
}

/** Writes a directory, given as the hash of each term and where its entry begins, in turn. */
export function writeDirectory(bytes: Buffer, start: number, entries: readonly number[]): void {
  for (const [index, number] of entries.entries()) bytes.writeUInt32LE(number, start + NUMBER * index);
  bytes.writeUInt32LE(entries.length / 2, start + NUMBER * entries.length);
}

export function even(size: number): number {
  return size + (size % 2);
}
