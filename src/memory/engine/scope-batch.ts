import { isDeepStrictEqual } from 'node:util';
import { type Analysis, analyse, type Language } from '../../language/terms/analysis.ts';
import type { Term } from '../../language/terms/term.ts';
import { keyText } from '../../lmdb/key-text.ts';
import type { MemoryVector } from '../vectors/memory-vector.ts';
import { mapEntry } from './map-entry.ts';
import type { IndexedMemory } from './memory-engine.ts';
import type { MemoryIndex, ScopeCounts, ScopeKey } from './memory-index.ts';
import { groupNumberOf } from './packed/group-chunk.ts';
import { packMemory, readMemory } from './packed/packed-memory.ts';
import { PartBatch } from './part-batch.ts';
import { PostingBatch } from './postings/posting-batch.ts';
import { VectorBatch } from './vector-batch.ts';

const EMPTY: ScopeCounts = { memories: 0, terms: 0, nextDoc: 1, expiring: 0 };
const ASKS = { nothing: 0, within: 1, 'at the end': 2 } as const;

/**
 * What a batch of changes does to one scope. Whatever several memories share in one value is gathered, so that each
 * value is written once. Lives within one write transaction.
 */
export class ScopeBatch {
  readonly #index: MemoryIndex;
  readonly #key: ScopeKey;
  readonly #language: Language;
  readonly #postings = new PostingBatch();
  readonly #parts: PartBatch;
  readonly #vectors: VectorBatch;
  readonly #groupNumbers = new Map<string, number>();
  /** The keys that it has put, where the scope had nothing before: no other is looked for. */
  readonly #keys: Set<string> | undefined;
  readonly #counts: { -readonly [Name in keyof ScopeCounts]: number };

  constructor(index: MemoryIndex, key: ScopeKey, language: Language) {
    this.#index = index;
    this.#language = language;
    this.#key = key;
    const counts = index.scopes.get(this.#key);
    this.#counts = { ...(counts ?? EMPTY) };
    this.#keys = counts ? undefined : new Set();
    this.#parts = new PartBatch(index, this.#key);
    this.#vectors = new VectorBatch(index, this.#key);
  }

  /**
   * Adds a memory.
   *
   * @param doc the number that it had before it was removed; left out for a new one
   * @returns its number in the index
   */
  add(memory: IndexedMemory, analysis: Analysis, doc = this.#counts.nextDoc): number {
    const { id: memoryId, tags, content } = memory;
    const { terms } = analysis;
    const updatedAt = memory.updatedAt.getTime();
    const expiresAt = expiryOf(memory);
    this.#postings.add(analysis, tags, doc);
    const packed = packMemory({ memoryId, doc, updatedAt, expiresAt, tags, content });
    this.#index.memories.putSync([...this.#key, keyText(memory.key)], packed);
    this.#keys?.add(memory.key);
    this.#parts.add(doc, {
      memoryId,
      group: this.#groupOf(memory),
      number: Number(memory.number),
      updatedAt,
      expiresAt,
      asks: ASKS[analysis.asks],
      positions: positionsOf(terms),
    });
    this.#counts.memories += 1;
    this.#counts.terms += terms.length;
    this.#counts.nextDoc = Math.max(this.#counts.nextDoc, doc + 1);
    this.#counts.expiring += expiresAt === Number.POSITIVE_INFINITY ? 0 : 1;
    return doc;
  }

  /** Gives a memory, by its number, this vector; undefined leaves it without one. */
  embed(doc: number, vector: MemoryVector | undefined): void {
    this.#vectors.set(doc, vector);
  }

  /** The number of a memory that is already there just as given, except perhaps for its vector. */
  find(memory: IndexedMemory): number | undefined {
    const bytes = this.#index.memories.get([...this.#key, keyText(memory.key)]);
    if (!bytes) return undefined;
    const { memoryId, doc, tags, content, updatedAt, expiresAt } = readMemory(bytes);
    const values = this.#parts.values(doc);
    const isSame =
      memoryId === memory.id &&
      content === memory.content &&
      isDeepStrictEqual(tags, memory.tags) &&
      updatedAt === memory.updatedAt.getTime() &&
      expiresAt === expiryOf(memory) &&
      values?.group === this.#groupOf(memory) &&
      values.number === Number(memory.number);
    return isSame ? doc : undefined;
  }

  /** The id of the memory under a key; undefined when there is none. */
  idUnder(key: string): string | undefined {
    if (this.#keys?.has(key) === false) return undefined;
    const bytes = this.#index.memories.get([...this.#key, keyText(key)]);
    return bytes && readMemory(bytes).memoryId;
  }

  /** Takes out the memory under a key. Answers its number; undefined when there was none. */
  remove(key: string): number | undefined {
    const path: [...ScopeKey, string] = [...this.#key, keyText(key)];
    const bytes = this.#index.memories.get(path);
    if (!bytes) return undefined;
    const { doc, tags, content, expiresAt } = readMemory(bytes);
    const analysis = analyse(content, { language: this.#language });
    this.#postings.remove(analysis, tags, doc);
    this.#index.memories.removeSync(path);
    this.#vectors.set(doc, undefined);
    this.#parts.remove(doc, expiresAt);
    this.#counts.memories -= 1;
    this.#counts.terms -= analysis.terms.length;
    this.#counts.expiring -= expiresAt === Number.POSITIVE_INFINITY ? 0 : 1;
    return doc;
  }

  write(): void {
    this.#postings.write(this.#index, this.#key, { isNew: this.#keys !== undefined });
    this.#parts.write();
    this.#vectors.write();
    if (this.#counts.memories === 0) this.#index.scopes.removeSync(this.#key);
    else this.#index.scopes.putSync(this.#key, this.#counts);
  }

  /** The number of a memory's group; 0 without one. */
  #groupOf({ group }: IndexedMemory): number {
    return group === undefined ? 0 : mapEntry(this.#groupNumbers, group, () => groupNumberOf(group));
  }
}

function expiryOf({ expiresAt }: IndexedMemory): number {
  return expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function positionsOf(terms: readonly Term[]): Uint16Array {
  const positions = new Uint16Array(terms.length);
  for (let at = 0; at < terms.length; at++) positions[at] = terms[at]?.position ?? 0;
  return positions;
}
