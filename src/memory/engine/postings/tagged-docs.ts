import type { ScopeKey } from '../memory-index.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from './posting-chunk.ts';
import type { PostingReader } from './posting-reader.ts';
import { tagTerm } from '../../text/term.ts';

/** The memories of a scope that have a tag, read chunk by chunk as they are asked for. Lives within one recall. */
export class TaggedDocs {
  readonly #chunks = new Map<number, PostingChunk | undefined>();
  readonly #read: (chunk: number) => PostingChunk | undefined;

  constructor(reader: PostingReader, key: ScopeKey, tag: string) {
    const term = tagTerm(tag);
    this.#read = (chunk) => reader.read(key, term, chunk);
  }

  has(doc: number): boolean {
    return this.#chunk(Math.floor(doc / DOCS_IN_CHUNK))?.find(doc % DOCS_IN_CHUNK) !== undefined;
  }

  /** Sets to 0 the scores of a chunk that are of memories without the tag. */
  keep(number: number, scores: Float64Array): void {
    const chunk = this.#chunk(number);
    let from = 0;
    for (let at = 0; chunk && at < chunk.size; at++) {
      const place = chunk.places[chunk.placesAt + at] ?? 0;
      scores.fill(0, from, place);
      from = place + 1;
    }
    scores.fill(0, from);
  }

  #chunk(number: number): PostingChunk | undefined {
    if (!this.#chunks.has(number)) this.#chunks.set(number, this.#read(number));
    return this.#chunks.get(number);
  }
}
