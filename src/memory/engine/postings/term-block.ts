import type { PackingRoom } from './packing-buffer.ts';
import { mergePostings, type PostingChange, PostingChunk } from './posting-chunk.ts';

// Terms whose hashes begin alike, with their postings in one chunk of memories, are one value of the table: so a batch of
// thousands of memories writes a thousand values, and not one for each of its words.
//
// A block is a row of entries, each of which begins at an even place and has the length of the term (two bytes), the term in UTF-8,
// and its postings, which begin at an even place too (posting-chunk.ts). Its directory follows, ordered by hash and then
// by term: each hash with where its entry begins; then the number of terms.

const BLOCK_BITS = 10;
const LENGTH = 2;
const COUNT = 4;
const IN_DIRECTORY = 8;

/** The number of the block in which a term is, by its hash. */
export function blockOf(hash: number): number {
  return hash >>> (32 - BLOCK_BITS);
}

/** A block that lies at the beginning of some room. */
export interface TermBlock {
  readonly bytes: Buffer;
  readonly size: number;
}

/** A part of a block. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where a term's postings are; undefined where the block doesn't have it. */
export function findTerm(block: TermBlock, term: string, hash: number): Range | undefined {
  const directory = new Directory(block);
  let low = 0;
  let high = directory.terms;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (directory.hash(middle) < hash) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < directory.terms && directory.hash(at) === hash; at++) {
    if (directory.term(at) === term) return directory.postings(at);
  }
  return undefined;
}

/** Changes of one term's postings, in ascending order of their places in the chunk; of one place, the last counts. */
export interface TermChanges {
  readonly term: string;
  readonly hash: number;
  readonly changes: ArrayLike<PostingChange>;
}

/** A block to be changed, whose room can also be read in sixteen-bit numbers. */
export interface ReadBlock extends TermBlock {
  readonly places: Uint16Array;
}

/** Lays out the block after these changes, which are ordered as its directory; undefined when nothing is left. */
export function mergeTerms(
  before: ReadBlock | undefined,
  changed: readonly TermChanges[],
  room: PackingRoom,
): Uint8Array | undefined {
  const old = before && new Directory(before);
  /** Of the new block: hashes and where their entries begin, in turn. */
  const directory: number[] = [];
  let end = 0;

  const keep = (block: ReadBlock, from: Directory, at: number) => {
    const start = from.start(at);
    const length = from.end(at) - start;
    room.reserve(end + length + 1);
    block.bytes.copy(room.bytes, end, start, start + length);
    directory.push(from.hash(at), end);
    end = even(end + length);
  };

  let at = 0;
  for (const { term, hash, changes } of changed) {
    let postings: PostingChunk | undefined;
    for (; before && old && at < old.terms; at++) {
      const order = old.compare(at, term, hash);
      if (order > 0) break;
      if (order === 0) {
        postings = new PostingChunk(before.bytes, before.places, old.postings(at).from);
        at++;
        break;
      }
      keep(before, old, at);
    }
    const length = Buffer.byteLength(term);
    const start = even(end + LENGTH + length);
    room.reserve(start);
    room.bytes.writeUInt16LE(length, end);
    room.bytes.write(term, end + LENGTH);
    const stop = mergePostings(postings, changes, room, start);
    if (stop === start) continue;
    directory.push(hash, end);
    end = even(stop);
  }
  for (; before && old && at < old.terms; at++) keep(before, old, at);
  if (directory.length === 0) return undefined;

  const size = end + COUNT * directory.length + COUNT;
  room.reserve(size);
  for (const [index, number] of directory.entries()) room.bytes.writeUInt32LE(number, end + COUNT * index);
  room.bytes.writeUInt32LE(directory.length / 2, size - COUNT);
  return Uint8Array.prototype.slice.call(room.bytes, 0, size);
}

/** The order of terms that have one hash. */
export function compareTerms(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}

class Directory {
  readonly terms: number;
  readonly #bytes: Buffer;
  readonly #at: number;

  constructor({ bytes, size }: TermBlock) {
    this.#bytes = bytes;
    this.terms = bytes.readUInt32LE(size - COUNT);
    this.#at = size - COUNT - this.terms * IN_DIRECTORY;
  }

  hash(at: number): number {
    return this.#bytes.readUInt32LE(this.#at + at * IN_DIRECTORY);
  }

  /** Where an entry begins. */
  start(at: number): number {
    return this.#bytes.readUInt32LE(this.#at + at * IN_DIRECTORY + 4);
  }

  /** Where it ends. */
  end(at: number): number {
    return at + 1 < this.terms ? this.start(at + 1) : this.#at;
  }

  term(at: number): string {
    const start = this.start(at);
    return this.#bytes.toString('utf8', start + LENGTH, start + LENGTH + this.#bytes.readUInt16LE(start));
  }

  postings(at: number): Range {
    const start = this.start(at);
    return { from: even(start + LENGTH + this.#bytes.readUInt16LE(start)), to: this.end(at) };
  }

  compare(at: number, term: string, hash: number): number {
    const other = this.hash(at);
    return other === hash ? compareTerms(this.term(at), term) : other - hash;
  }
}

function even(size: number): number {
  return size + (size % 2);
}
