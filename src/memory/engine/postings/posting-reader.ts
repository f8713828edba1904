import type { Term } from '../../../language/terms/term.ts';
import type { MemoryIndex, ScopeKey } from '../memory-index.ts';
import { PostingChunk } from './posting-chunk.ts';
import type { ReadBuffer } from './read-buffer.ts';
import { blockOf, findTerm } from './term-block.ts';
import type { Range } from './term-directory.ts';

/** Reads the posting chunks of a scope into a buffer; they are valid until the buffer begins again. */
export class PostingReader {
  readonly #postings: MemoryIndex['postings'];
  readonly #key: ScopeKey;
  readonly #buffer: ReadBuffer;

  constructor({ postings }: Pick<MemoryIndex, 'postings'>, key: ScopeKey, buffer: ReadBuffer) {
    this.#postings = postings;
    this.#key = key;
    this.#buffer = buffer;
  }

  /** How many postings a term has in a chunk, without copying them. */
  count(term: Term, chunk: number): number {
    const found = this.#find(term, chunk);
    return found ? found.bytes.readUInt16LE(found.from) : 0;
  }

  /** Undefined when no memory of the chunk holds the term. */
  read(term: Term, chunk: number): PostingChunk | undefined {
    const found = this.#find(term, chunk);
    if (!found) return undefined;
    const at = this.#buffer.take(found.bytes, found.from, found.to);
    return new PostingChunk(this.#buffer.bytes, this.#buffer.places, at);
  }

  /** In LMDB's own buffer, which is valid until the next read. */
  #find({ term, hash }: Term, chunk: number): (Range & { readonly bytes: Buffer }) | undefined {
    const bytes = this.#postings.getBinaryFast([this.#key[0], this.#key[1], blockOf(hash), chunk]);
    const range = bytes && findTerm({ bytes, size: bytes.length }, term, hash);
    return range && { bytes, ...range };
  }
}
