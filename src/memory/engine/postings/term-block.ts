import type { PackingBuffer } from './packing-buffer.ts';
import { mergePostings, type PostingChange, PostingChunk } from './posting-chunk.ts';
import {
  directorySize,
  even,
  postingsStart,
  type Range,
  type TermBlock,
  TermDirectory,
  writeDirectory,
  writeTerm,
} from './term-directory.ts';

// Terms whose hashes begin with the same bits share one value of the table, with their postings in one chunk of
// memories. So a batch of thousands of memories writes a thousand values, instead of one for each of its words.

const BLOCK_BITS = 10;

/** The number of the block in which a term is, by its hash. */
export function blockOf(hash: number): number {
  return hash >>> (32 - BLOCK_BITS);
}

/** Where a term's postings are in a block; undefined where the block doesn't have the term. */
export function findTerm(block: TermBlock, term: string, hash: number): Range | undefined {
  const directory = new TermDirectory(block);
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

/** Changes of one term's postings, in ascending order of their places in the chunk; the last one of a place counts. */
export interface TermChanges {
  readonly term: string;
  readonly hash: number;
  readonly changes: ArrayLike<PostingChange>;
}

/** A block to be changed. */
export interface ReadBlock extends TermBlock {
  /** The same bytes as sixteen-bit numbers. */
  readonly places: Uint16Array;
}

/** Lays out the block after these changes, which are in the order of its directory; undefined when no term is left. */
export function mergeTerms(
  before: ReadBlock | undefined,
  changed: readonly TermChanges[],
  buffer: PackingBuffer,
): Uint8Array | undefined {
  const layout = new BlockLayout(buffer);
  const old = before && new TermDirectory(before);
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
      layout.copy(before, old, at);
    }
    layout.merge(term, hash, postings, changes);
  }
  for (; before && old && at < old.terms; at++) layout.copy(before, old, at);
  return layout.finish();
}

/** A new block, laid out entry by entry. */
class BlockLayout {
  readonly #buffer: PackingBuffer;
  /** The hash of each term and where its entry begins, in turn. */
  readonly #directory: number[] = [];
  #end = 0;

  constructor(buffer: PackingBuffer) {
    this.#buffer = buffer;
  }

  /** Adds an entry of the old block as it is. */
  copy(block: ReadBlock, directory: TermDirectory, at: number): void {
    const start = directory.start(at);
    const length = directory.end(at) - start;
    this.#buffer.reserve(this.#end + length + 1);
    block.bytes.copy(this.#buffer.bytes, this.#end, start, start + length);
    this.#directory.push(directory.hash(at), this.#end);
    this.#end = even(this.#end + length);
  }

  /** Adds a term with its changed postings, unless none is left. */
  merge(term: string, hash: number, before: PostingChunk | undefined, changes: ArrayLike<PostingChange>): void {
    const start = postingsStart(this.#end, term);
    this.#buffer.reserve(start);
    writeTerm(this.#buffer.bytes, this.#end, term);
    const end = mergePostings(before, changes, this.#buffer, start);
    if (end === start) return;
    this.#directory.push(hash, this.#end);
    this.#end = even(end);
  }

  /** A copy of the whole block, which leaves the buffer free for the next one. */
  finish(): Uint8Array | undefined {
    if (this.#directory.length === 0) return undefined;
    const size = this.#end + directorySize(this.#directory);
    this.#buffer.reserve(size);
    writeDirectory(this.#buffer.bytes, this.#end, this.#directory);
    return Uint8Array.prototype.slice.call(this.#buffer.bytes, 0, size);
  }
}
