import { type Term, tagTerm } from '../../language/terms/term.ts';
import { GroupOrder } from './group-order.ts';
import type { MemoryIndex, ScopeCounts, ScopeKey } from './memory-index.ts';
import { DOCS_IN_BLOCK, type DocValues, type PackedBlock, readDocValues } from './packed/doc-values.ts';
import { clearExpired } from './packed/expiry-chunk.ts';
import { PackedVectors } from './packed/vector-chunk.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from './postings/posting-chunk.ts';
import { PostingReader } from './postings/posting-reader.ts';
import { ReadBuffer } from './postings/read-buffer.ts';
import { TaggedDocs } from './postings/tagged-docs.ts';
import type { ScopeReader } from './ranking/scope-reader.ts';

/** Memory that one recall after the other uses: a recall never waits between its beginning and its end. */
export class RecallBuffers {
  readonly read = new ReadBuffer();
  readonly sums = new Float64Array(DOCS_IN_CHUNK);
}

/** Reads one scope of the index for one recall. */
export class LmdbScopeReader implements ScopeReader {
  readonly now: number;
  readonly counts: ScopeCounts;
  readonly sums: Float64Array;
  readonly #index: MemoryIndex;
  readonly #key: ScopeKey;
  readonly #buffer: ReadBuffer;
  readonly #postings: PostingReader;
  readonly #order: GroupOrder;
  readonly #tagged: TaggedDocs | undefined;
  readonly #blocks = new Map<number, PackedBlock>();

  /** @param options.tag memories without it aren't wanted */
  constructor(
    index: MemoryIndex,
    key: ScopeKey,
    counts: ScopeCounts,
    { now, tag, buffers }: { now: Date; tag: string | undefined; buffers: RecallBuffers },
  ) {
    buffers.read.begin();
    this.now = now.getTime();
    this.counts = counts;
    this.sums = buffers.sums;
    this.#index = index;
    this.#key = key;
    this.#buffer = buffers.read;
    this.#postings = new PostingReader(index, key, buffers.read);
    this.#order = new GroupOrder(index, key, buffers.read);
    this.#tagged = tag === undefined ? undefined : new TaggedDocs(this.#postings, tagTerm(tag));
  }

  postings(term: Term, chunk: number): PostingChunk | undefined {
    return this.#postings.read(term, chunk);
  }

  countPostings(term: Term, chunk: number): number {
    return this.#postings.count(term, chunk);
  }

  values(doc: number): DocValues | undefined {
    const number = Math.floor(doc / DOCS_IN_BLOCK);
    const block = this.#blocks.get(number) ?? this.#readBlock(number);
    return block && readDocValues(block, doc % DOCS_IN_BLOCK);
  }

  isWanted(doc: number): boolean {
    return this.#tagged === undefined || this.#tagged.has(doc);
  }

  leaveOut(chunk: number, scores: Float64Array): void {
    this.#tagged?.clearOthers(chunk, scores);
    if (this.counts.expiring === 0) return;
    const expiring = this.#index.expiries.get([...this.#key, chunk]);
    if (expiring) clearExpired(expiring, this.now, scores);
  }

  around(group: number, number: number, reach: number): readonly (number | undefined)[] {
    return this.#order.around(group, number, reach);
  }

  vectors(space: string, chunk: number): PackedVectors | undefined {
    const found = this.#index.vectors.getBinaryFast([...this.#key, space, chunk]);
    return found && new PackedVectors(new Uint8Array(found.buffer, found.byteOffset, found.length));
  }

  #readBlock(number: number): PackedBlock | undefined {
    const found = this.#index.docValues.getBinaryFast([this.#key[0], this.#key[1], number]);
    if (!found) return undefined;
    const at = this.#buffer.take(found);
    const block = { bytes: this.#buffer.bytes, view: this.#buffer.view, at };
    this.#blocks.set(number, block);
    return block;
  }
}
