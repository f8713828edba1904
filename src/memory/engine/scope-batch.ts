import { isDeepStrictEqual } from 'node:util';
import { keyText } from '../../lmdb/key-text.ts';
import { type Analysis, analyse, type Language } from '../text/analysis.ts';
import { packExpiries, readExpiries } from './expiry-chunk.ts';
import { groupNumberOf, mergeGroupChunk, NUMBERS_IN_CHUNK, readGroupChunk } from './group-order.ts';
import { packMemory, readMemory } from './packed-memory.ts';
import { mapEntry } from './map-entry.ts';
import type { Memory } from '../memory.ts';
import type { MemoryScope } from './memory-engine.ts';
import { type MemoryIndex, type ScopeCounts, type ScopeKey, scopeKey } from './memory-index.ts';
import { type MemoryRecord, packRecords, RECORDS_IN_BLOCK, type RecordBlock, readRecords } from './memory-record.ts';
import type { MemoryVector } from '../vectors/memory-vector.ts';
import { PostingBatch } from './postings/posting-batch.ts';
import { DOCS_IN_CHUNK } from './postings/posting-chunk.ts';
import type { Term } from '../text/term.ts';
import { VectorBatch } from '../vectors/vector-batch.ts';

const EMPTY: ScopeCounts = { memories: 0, terms: 0, nextDoc: 1, expiring: 0 };
const ASKS = { nothing: 0, within: 1, 'at the end': 2 } as const;

/**
 * What a batch of changes does to one scope. Everything packed is gathered, so that each piece is written once. Lives
 * within one write transaction.
 */
export class ScopeBatch {
  readonly #index: MemoryIndex;
  readonly #key: ScopeKey;
  readonly #language: Language;
  readonly #postings = new PostingBatch();
  /** By block, whole. */
  readonly #records = new Map<number, RecordBlock>();
  /** By group, then by chunk, then by record number; undefined takes a memory out of it. */
  readonly #groups = new Map<number, Map<number, Map<number, number | undefined>>>();
  /** By chunk, whole. */
  readonly #expiries = new Map<number, Map<number, number>>();
  readonly #groupNumbers = new Map<string, number>();
  readonly #vectors: VectorBatch;
  readonly #counts: { -readonly [Name in keyof ScopeCounts]: number };

  constructor(index: MemoryIndex, scope: MemoryScope, language: Language) {
    this.#index = index;
    this.#language = language;
    this.#key = scopeKey(scope);
    this.#counts = { ...(index.scopes.get(this.#key) ?? EMPTY) };
    this.#vectors = new VectorBatch(index, this.#key);
  }

  /** Adds a memory under a new number, or under that of the one it replaces, which was removed. Answers the number. */
  add(memory: Memory, analysis: Analysis, doc = this.#counts.nextDoc): number {
    const { terms } = analysis;
    this.#postings.add(analysis, memory.tags, doc);
    const number = Number(memory.number);
    const group = memory.group === undefined ? 0 : this.#groupNumber(memory.group);
    const updatedAt = memory.updatedAt.getTime();
    const expiresAt = memory.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    const kept = { memoryId: memory.id, doc, updatedAt, expiresAt, tags: memory.tags, content: memory.content };
    this.#index.memories.putSync([...this.#key, keyText(memory.key)], packMemory(kept));
    this.#setRecord(doc, {
      memoryId: memory.id,
      group,
      number,
      updatedAt,
      expiresAt,
      asks: ASKS[analysis.asks],
      positions: positionsOf(terms),
    });
    if (group !== 0) this.#place(group, number, doc);
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#expiriesOf(doc).set(doc % DOCS_IN_CHUNK, expiresAt);
    this.#counts.memories += 1;
    this.#counts.terms += terms.length;
    this.#counts.nextDoc = Math.max(this.#counts.nextDoc, doc + 1);
    this.#counts.expiring += expiresAt === Number.POSITIVE_INFINITY ? 0 : 1;
    return doc;
  }

  /** Gives the memory of a number a vector, or takes it. */
  embed(doc: number, vector: MemoryVector | undefined): void {
    this.#vectors.set(doc, vector);
  }

  /** The number of a memory that is there just as it is to be, but perhaps for its vector. */
  find(memory: Memory): number | undefined {
    const bytes = this.#index.memories.get([...this.#key, keyText(memory.key)]);
    if (!bytes) return undefined;
    const { memoryId, doc, tags, content, updatedAt, expiresAt } = readMemory(bytes);
    const record = this.#blockOf(doc)[doc % RECORDS_IN_BLOCK];
    const group = memory.group === undefined ? 0 : this.#groupNumber(memory.group);
    const isSame =
      memoryId === memory.id &&
      content === memory.content &&
      isDeepStrictEqual(tags, memory.tags) &&
      updatedAt === memory.updatedAt.getTime() &&
      expiresAt === (memory.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) &&
      record?.group === group &&
      record.number === Number(memory.number);
    return isSame ? doc : undefined;
  }

  /** Takes out the memory under a key; answers its number. */
  remove(key: string): number | undefined {
    const path: [...ScopeKey, string] = [...this.#key, keyText(key)];
    const bytes = this.#index.memories.get(path);
    if (!bytes) return undefined;
    const { doc, tags, content, expiresAt } = readMemory(bytes);
    const { group = 0, number = 0 } = this.#blockOf(doc)[doc % RECORDS_IN_BLOCK] ?? {};
    const analysis = analyse(content, { language: this.#language });
    this.#postings.remove(analysis, tags, doc);
    this.#index.memories.removeSync(path);
    this.#vectors.set(doc, undefined);
    this.#setRecord(doc, undefined);
    if (group !== 0) this.#place(group, number, undefined);
    if (expiresAt !== Number.POSITIVE_INFINITY) this.#expiriesOf(doc).delete(doc % DOCS_IN_CHUNK);
    this.#counts.memories -= 1;
    this.#counts.terms -= analysis.terms.length;
    this.#counts.expiring -= expiresAt === Number.POSITIVE_INFINITY ? 0 : 1;
    return doc;
  }

  write(): void {
    const { scopes, records, groups, expiries } = this.#index;
    this.#postings.write(this.#index, this.#key);
    for (const [block, inBlock] of this.#records) put(records, [...this.#key, block], packRecords(inBlock));
    for (const [group, chunks] of this.#groups) {
      for (const [chunk, changes] of chunks) {
        const key: [...ScopeKey, number, number] = [...this.#key, group, chunk];
        put(groups, key, mergeGroupChunk(readGroupChunk(groups.get(key) ?? new Uint8Array()), changes));
      }
    }
    for (const [chunk, inChunk] of this.#expiries) put(expiries, [...this.#key, chunk], packExpiries(inChunk));
    this.#vectors.write();
    if (this.#counts.memories === 0) scopes.removeSync(this.#key);
    else scopes.putSync(this.#key, this.#counts);
  }

  #place(group: number, number: number, doc: number | undefined): void {
    const chunks = mapEntry(this.#groups, group, () => new Map<number, Map<number, number | undefined>>());
    mapEntry(chunks, Math.floor(number / NUMBERS_IN_CHUNK), () => new Map()).set(number, doc);
  }

  #groupNumber(group: string): number {
    return mapEntry(this.#groupNumbers, group, () => groupNumberOf(group));
  }

  #setRecord(doc: number, record: MemoryRecord | undefined): void {
    this.#blockOf(doc)[doc % RECORDS_IN_BLOCK] = record;
  }

  #blockOf(doc: number): RecordBlock {
    const block = Math.floor(doc / RECORDS_IN_BLOCK);
    return mapEntry(this.#records, block, () => {
      const bytes = this.#index.records.get([...this.#key, block]);
      return bytes ? readRecords(bytes) : [];
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

function positionsOf(terms: readonly Term[]): Uint16Array {
  const positions = new Uint16Array(terms.length);
  for (let at = 0; at < terms.length; at++) positions[at] = terms[at]?.position ?? 0;
  return positions;
}

interface Table<Key, Value> {
  putSync(key: Key, value: Value): unknown;
  removeSync(key: Key): unknown;
}

function put<Key, Value>(table: Table<Key, Value>, key: Key, value: Value | undefined): void {
  if (value) table.putSync(key, value);
  else table.removeSync(key);
}
