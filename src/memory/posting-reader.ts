import type { MemoryIndex, ScopeKey } from './memory-index.ts';
import { PostingChunk } from './posting-chunk.ts';

const ROOM = 256 * 1_024;
/** More room than this isn't kept for the next recall, in bytes. */
const MOST_KEPT = 8 * 1_024 * 1_024;

/**
 * Reads posting chunks into room that is used again by the next recall, which makes what a recall reads cost no more than
 * its copy. What was read is good up to the next `begin`.
 */
export class PostingReader {
  readonly #postings: MemoryIndex['postings'];
  #bytes = new Uint8Array(ROOM);
  #places = new Uint16Array(this.#bytes.buffer);
  #used = 0;

  constructor({ postings }: MemoryIndex) {
    this.#postings = postings;
  }

  begin(): void {
    this.#used = 0;
    if (this.#bytes.length > MOST_KEPT) this.#makeRoom(ROOM);
  }

  /** How many postings a chunk has, without taking room for them. */
  count(key: ScopeKey, term: string, chunk: number): number {
    return this.#postings.getBinaryFast([key[0], key[1], term, chunk])?.readUInt16LE(0) ?? 0;
  }

  read(key: ScopeKey, term: string, chunk: number): PostingChunk | undefined {
    // Valid up to the next read only, and therefore copied at once.
    const found = this.#postings.getBinaryFast([key[0], key[1], term, chunk]);
    if (!found) return undefined;
    const size = found.length;
    // What was read before stays in the room that it was read into.
    if (this.#used + size > this.#bytes.length) this.#makeRoom(Math.max(2 * this.#bytes.length, size));
    const at = this.#used;
    this.#bytes.set(new Uint8Array(found.buffer, found.byteOffset, size), at);
    this.#used = at + size + (size % 2);
    return new PostingChunk(this.#bytes, this.#places, at);
  }

  #makeRoom(size: number): void {
    this.#bytes = new Uint8Array(size + (size % 2));
    this.#places = new Uint16Array(this.#bytes.buffer);
    this.#used = 0;
  }
}
