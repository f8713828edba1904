import type { MemoryIndex, ScopeKey } from '../memory-index.ts';
import { PostingChunk } from './posting-chunk.ts';
import type { ReadRoom } from './read-buffer.ts';
import type { Term } from '../../text/term.ts';
import { blockOf, findTerm, type Range } from './term-block.ts';

/** Reads posting chunks into a room; what was read is good up to its next `begin`. */
export class PostingReader {
  readonly #postings: MemoryIndex['postings'];
  readonly #room: ReadRoom;

  constructor({ postings }: MemoryIndex, room: ReadRoom) {
    this.#postings = postings;
    this.#room = room;
  }

  /** How many postings a term has in a chunk, without taking room for them. */
  count(key: ScopeKey, term: Term, chunk: number): number {
    const found = this.#find(key, term, chunk);
    return found ? found.bytes.readUInt16LE(found.from) : 0;
  }

  read(key: ScopeKey, term: Term, chunk: number): PostingChunk | undefined {
    const found = this.#find(key, term, chunk);
    if (!found) return undefined;
    const at = this.#room.take(found.bytes, found.from, found.to);
    return new PostingChunk(this.#room.bytes, this.#room.places, at);
  }

  /** In LMDB's own buffer, which is good up to the next read. */
  #find(key: ScopeKey, { term, hash }: Term, chunk: number): (Range & { readonly bytes: Buffer }) | undefined {
    const bytes = this.#postings.getBinaryFast([key[0], key[1], blockOf(hash), chunk]);
    const range = bytes && findTerm({ bytes, size: bytes.length }, term, hash);
    return range && { bytes, ...range };
  }
}
