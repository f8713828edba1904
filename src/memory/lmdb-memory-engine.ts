import type { RootDatabase } from 'lmdb';
import { analyse } from './analysis.ts';
import type { Memory } from './memory.ts';
import type { EngineHit, MemoryChange, MemoryEngine, MemoryScope } from './memory-engine.ts';
import { type Posting, packPostings, readPostings } from './posting-block.ts';
import { type Candidate, rank } from './ranking.ts';

/** A memory as the index knows it. */
interface Entry {
  readonly memoryId: string;
  readonly content: string;
  readonly group: string | undefined;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly expiresAt: number | undefined;
}

interface Place {
  readonly ownerId: string;
  readonly namespace: string;
  readonly doc: number;
}

interface ScopeCounts {
  readonly memories: number;
  /** Terms in all of them. */
  readonly terms: number;
  /** The number that the next new memory gets. */
  readonly nextDoc: number;
}

/**
 * Postings of a term are cut into blocks by memory number, so that a single `remember` rewrites a few hundred bytes for
 * each of its terms, and a batch of 10,000 writes each block once. One key for each term and memory was the other way:
 * its keys are twenty times the size of what they hold.
 */
const DOCS_IN_BLOCK = 512;
const EMPTY: ScopeCounts = { memories: 0, terms: 0, nextDoc: 1 };
const LAST_SEQUENCE = 'lastSequence';
const ITEMS = 'items';

/**
 * The memory engine in LMDB: entries, an inverted index, the order within groups. Every key begins with the owner and the
 * namespace, so no range can reach another's; readers see one snapshot and wait for nobody.
 */
export function createMemoryEngine({ root }: { root: RootDatabase }): MemoryEngine {
  const meta = root.openDB<string, string>({ name: 'meta', encoding: 'string' });
  const places = root.openDB<Place, string>({ name: 'places', encoding: 'msgpack' });
  const entries = root.openDB<Entry, [string, string, number]>({ name: 'entries', encoding: 'msgpack' });
  const scopes = root.openDB<ScopeCounts, [string, string]>({ name: 'scopes', encoding: 'msgpack' });
  const blocks = root.openDB<Uint8Array, [string, string, string, number]>({ name: 'blocks', encoding: 'binary' });
  const groups = root.openDB<true, [string, string, string, number]>({ name: 'groups', encoding: 'msgpack' });

  const lastSequence = () => BigInt(meta.get(LAST_SEQUENCE) ?? '0');
  const items = () => Number(meta.get(ITEMS) ?? '0');

  /** What a batch does to one scope; postings are gathered, so that each block is written once. */
  class ScopeBatch {
    readonly #scope: MemoryScope;
    readonly #changes = new Map<string, Map<number, Posting | undefined>>();
    #counts: ScopeCounts;

    constructor(scope: MemoryScope) {
      this.#scope = scope;
      this.#counts = scopes.get([scope.ownerId, scope.namespace]) ?? EMPTY;
    }

    add(memory: Memory, doc: number | undefined): number {
      const { ownerId, namespace } = this.#scope;
      const number = doc ?? this.#counts.nextDoc;
      const terms = countTerms(memory.content);
      const length = total(terms);
      for (const [term, count] of terms) this.#change(term, number, { doc: number, count, length });
      const { memories, nextDoc } = this.#counts;
      this.#counts = {
        memories: memories + 1,
        terms: this.#counts.terms + length,
        nextDoc: Math.max(nextDoc, number + 1),
      };
      const { id, content, group, updatedAt, expiresAt } = memory;
      entries.putSync([ownerId, namespace, number], {
        memoryId: id,
        content,
        group,
        updatedAt: updatedAt.getTime(),
        expiresAt: expiresAt?.getTime(),
      });
      if (group !== undefined) groups.putSync([ownerId, namespace, group, number], true);
      return number;
    }

    remove(doc: number): void {
      const { ownerId, namespace } = this.#scope;
      const entry = entries.get([ownerId, namespace, doc]);
      if (!entry) return;
      const terms = countTerms(entry.content);
      for (const term of terms.keys()) this.#change(term, doc, undefined);
      this.#counts = {
        ...this.#counts,
        memories: this.#counts.memories - 1,
        terms: this.#counts.terms - total(terms),
      };
      entries.removeSync([ownerId, namespace, doc]);
      if (entry.group !== undefined) groups.removeSync([ownerId, namespace, entry.group, doc]);
    }

    #change(term: string, doc: number, posting: Posting | undefined): void {
      const docs = this.#changes.get(term) ?? new Map<number, Posting | undefined>();
      docs.set(doc, posting);
      this.#changes.set(term, docs);
    }

    write(): void {
      const { ownerId, namespace } = this.#scope;
      for (const [term, changes] of this.#changes) {
        for (const [block, inBlock] of byBlock(changes)) {
          const key: [string, string, string, number] = [ownerId, namespace, term, block];
          const postings = new Map<number, Posting>();
          const before = blocks.get(key);
          if (before) readPostings(before, (doc, count, length) => postings.set(doc, { doc, count, length }));
          for (const [doc, posting] of inBlock) {
            if (posting) postings.set(doc, posting);
            else postings.delete(doc);
          }
          if (postings.size === 0) blocks.removeSync(key);
          else blocks.putSync(key, Buffer.from(packPostings([...postings.values()].sort((a, b) => a.doc - b.doc))));
        }
      }
      scopes.putSync([ownerId, namespace], this.#counts);
    }
  }

  /** One pass over the changes, inside a write transaction. */
  function applyNow(changes: readonly MemoryChange[], upTo: bigint): void {
    const batches = new Map<string, ScopeBatch>();
    const batchOf = (scope: MemoryScope): ScopeBatch => {
      const key = `${scope.ownerId}/${scope.namespace}`;
      const batch = batches.get(key) ?? new ScopeBatch(scope);
      batches.set(key, batch);
      return batch;
    };
    const before = lastSequence();
    let count = items();
    for (const change of changes) {
      if (change.sequence <= before) continue;
      const memoryId = change.kind === 'stored' ? change.memory.id : change.memoryId;
      const place = places.get(memoryId);
      if (place) {
        batchOf(place).remove(place.doc);
        count--;
      }
      if (change.kind === 'stored') {
        const { ownerId, namespace } = change.memory;
        // A memory that is replaced keeps its number, and with it its place in its group.
        const doc = batchOf(change.memory).add(change.memory, place?.doc);
        places.putSync(memoryId, { ownerId, namespace, doc });
        count++;
      } else if (place) places.removeSync(memoryId);
    }
    for (const batch of batches.values()) batch.write();
    meta.putSync(LAST_SEQUENCE, String(upTo > before ? upTo : before));
    meta.putSync(ITEMS, String(count));
  }

  function neighbours({ ownerId, namespace }: MemoryScope, group: string, doc: number): (number | undefined)[] {
    const start: [string, string, string, number] = [ownerId, namespace, group, doc];
    const after = [...groups.getKeys({ start, end: [ownerId, namespace, group, Number.MAX_SAFE_INTEGER], limit: 3 })];
    const before = [...groups.getKeys({ start, end: [ownerId, namespace, group, 0], reverse: true, limit: 3 })];
    return [before[1]?.[3], after[1]?.[3], before[2]?.[3], after[2]?.[3]];
  }

  return {
    get lastSequence() {
      return lastSequence();
    },
    async apply(changes, upTo) {
      await root.transaction(() => applyNow(changes, upTo));
    },
    recall(scope, query, { limit, now }): EngineHit[] {
      const { ownerId, namespace } = scope;
      const counts = scopes.get([ownerId, namespace]);
      if (!counts || counts.memories === 0) return [];
      const terms = new Map(analyse(query).map(({ term, word }) => [term, word]));
      return rank({
        terms,
        memories: counts.memories,
        averageLength: counts.terms / counts.memories,
        limit,
        now,
        postings(term, each) {
          const range = {
            start: [ownerId, namespace, term, 0],
            end: [ownerId, namespace, term, Number.MAX_SAFE_INTEGER],
          } as const;
          for (const { value } of blocks.getRange({ start: [...range.start], end: [...range.end] }))
            readPostings(value, each);
        },
        entry: (doc): Candidate | undefined => entries.get([ownerId, namespace, doc]),
        neighbours: (group, doc) => neighbours(scope, group, doc),
      });
    },
    async clear() {
      await root.transaction(() => {
        for (const db of [meta, places, entries, scopes, blocks, groups]) db.clearSync();
      });
    },
    stats: () => ({ items: items(), bytes: sizeOf(root) }),
    close: () => root.close(),
  };
}

function countTerms(content: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of analyse(content)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

function byBlock<T>(changes: ReadonlyMap<number, T>): Map<number, Map<number, T>> {
  const blocks = new Map<number, Map<number, T>>();
  for (const [doc, change] of changes) {
    const block = Math.floor(doc / DOCS_IN_BLOCK);
    const inBlock = blocks.get(block) ?? new Map<number, T>();
    inBlock.set(doc, change);
    blocks.set(block, inBlock);
  }
  return blocks;
}

/** Bytes of the environment that are in use: its pages, without those that wait to be used again. */
function sizeOf(root: RootDatabase): number {
  const stats: unknown = root.getStats();
  if (typeof stats !== 'object' || stats === null || !('mapSize' in stats) || !('lastPageNumber' in stats)) return 0;
  const pageSize = 'pageSize' in stats ? Number(stats.pageSize) : 4096;
  return Number(stats.lastPageNumber) * pageSize;
}
