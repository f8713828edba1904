import type { Term } from '../../../language/terms/term.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from './posting-chunk.ts';
import type { PostingReader } from './posting-reader.ts';

/** The memories of a scope that have a tag. Chunks are read as they are needed. Lives within one recall. */
export class TaggedDocs {
  readonly #reader: PostingReader;
  readonly #tag: Term;
  readonly #chunks = new Map<number, PostingChunk | undefined>();

  constructor(reader: PostingReader, tag: Term) {
    this.#reader = reader;
    this.#tag = tag;
  }

  has(doc: number): boolean {
    return this.#chunk(Math.floor(doc / DOCS_IN_CHUNK))?.find(doc % DOCS_IN_CHUNK) !== undefined;
  }

  /** Sets to 0 the scores of those memories of a chunk that don't have the tag. */
  clearOthers(number: number, scores: Float64Array): void {
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
    if (!this.#chunks.has(number)) this.#chunks.set(number, this.#reader.read(this.#tag, number));
    return this.#chunks.get(number);
  }
}
