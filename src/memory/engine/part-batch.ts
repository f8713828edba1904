import { mapEntry } from './map-entry.ts';
import type { MemoryIndex, ScopeKey } from './memory-index.ts';
import { DOCS_IN_BLOCK, type DocValues, type DocValuesBlock, packDocValues, readBlock } from './packed/doc-values.ts';
import { packExpiries, readExpiries } from './packed/expiry-chunk.ts';
import { mergeGroupChunk, NUMBERS_IN_CHUNK, readGroupChunk } from './packed/group-chunk.ts';
import { DOCS_IN_CHUNK } from './postings/posting-chunk.ts';

/** What a batch of changes does to the doc values, the groups and the expiries of one scope. */
export class PartBatch {
  readonly #index: MemoryIndex;
  readonly #key: ScopeKey;
  /** Whole blocks, by their number. */
  readonly #blocks = new Map<number, DocValuesBlock>();
  /** By group, then by chunk: the number in the index of each memory's number; undefined takes the memory out. */
  readonly #groups = new Map<number, Map<number, Map<number, number | undefined>>>();
  /** Whole chunks, by their number. */
  readonly #expiries = new Map<number, Map<number, number>>();

  constructor(index: MemoryIndex, key: ScopeKey) {
    this.#index = index;
    this.#key = key;
  }

  values(doc: number): DocValues | undefined {
    return this.#blockOf(doc)[doc % DOCS_IN_BLOCK];
  }

  add(doc: number, values: DocValues): void {
    const { group, number, expiresAt } = values;
    this.#blockOf(doc)[doc % DOCS_IN_BLOCK] = values;
    if (group !== 0) this.#setInGroup(group, number, doc);
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#expiriesOf(doc).set(doc % DOCS_IN_CHUNK, expiresAt);
  }

  remove(doc: number, expiresAt: number): void {
    const { group = 0, number = 0 } = this.values(doc) ?? {};
    this.#blockOf(doc)[doc % DOCS_IN_BLOCK] = undefined;
    if (group !== 0) this.#setInGroup(group, number, undefined);
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#expiriesOf(doc).delete(doc % DOCS_IN_CHUNK);
  }

  write(): void {
    const { docValues, groups, expiries } = this.#index;
    for (const [number, block] of this.#blocks) put(docValues, [...this.#key, number], packDocValues(block));
    for (const [group, chunks] of this.#groups) {
      for (const [chunk, changes] of chunks) {
        const key: [...ScopeKey, number, number] = [...this.#key, group, chunk];
        put(groups, key, mergeGroupChunk(readGroupChunk(groups.get(key) ?? new Uint8Array()), changes));
      }
    }
    for (const [chunk, inChunk] of this.#expiries) put(expiries, [...this.#key, chunk], packExpiries(inChunk));
  }

  #setInGroup(group: number, number: number, doc: number | undefined): void {
    const chunks = mapEntry(this.#groups, group, () => new Map<number, Map<number, number | undefined>>());
    mapEntry(chunks, Math.floor(number / NUMBERS_IN_CHUNK), () => new Map()).set(number, doc);
  }

  #blockOf(doc: number): DocValuesBlock {
    const number = Math.floor(doc / DOCS_IN_BLOCK);
    return mapEntry(this.#blocks, number, () => {
      const bytes = this.#index.docValues.get([...this.#key, number]);
      return bytes ? readBlock(bytes) : [];
    });
  }

  #expiriesOf(doc: number): Map<number, number> {
    const chunk = Math.floor(doc / DOCS_IN_CHUNK);
    return mapEntry(this.#expiries, chunk, () => {
      const bytes = this.#index.expiries.get([...this.#key, chunk]);
      return bytes ? readExpiries(bytes) : new Map();
    });
  }
}

interface Table<Key, Value> {
  putSync(key: Key, value: Value): unknown;
  removeSync(key: Key): unknown;
}

function put<Key, Value>(table: Table<Key, Value>, key: Key, value: Value | undefined): void {
  if (value) table.putSync(key, value);
  else table.removeSync(key);
}
