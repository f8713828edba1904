import { setImmediate } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { writeLmdb } from '../lmdb/write-lmdb.ts';
import { ANALYSIS_VERSION, analyse } from './analysis.ts';
import { GroupOrder } from './group-order.ts';
import type { EngineHit, MemoryChange, MemoryEngine, MemoryScope } from './memory-engine.ts';
import { openMemoryIndex, scopeKey } from './memory-index.ts';
import { REACH, rank } from './ranking.ts';
import { countTerms, ScopeBatch, type TermCounts } from './scope-batch.ts';

/** Raised whenever the tables change; with that of the analysis it says whether what is on disk can be read. */
const TABLES_VERSION = 1;
const FORMAT = `${TABLES_VERSION}.${ANALYSIS_VERSION}`;
/** For so long texts are analysed before others get their turn, in milliseconds. */
const TURN_MS = 10;

/**
 * The memory engine in LMDB: entries, an inverted index, the order within groups. Readers see one snapshot and wait for
 * nobody. What an older Lex has left is thrown away, and so made again from the record.
 */
export function createMemoryEngine({ root }: { root: RootDatabase }): MemoryEngine {
  const index = openMemoryIndex(root);
  const { meta, places, scopes, entries, blocks } = index;
  if (meta.get('format') !== FORMAT) {
    root.transactionSync(() => {
      index.clear();
      meta.putSync('format', FORMAT);
    });
  }

  const lastSequence = () => BigInt(meta.get('lastSequence') ?? '0');
  const items = () => Number(meta.get('items') ?? '0');

  /** One pass over the changes, inside a write transaction. */
  function applyNow(changes: readonly MemoryChange[], analysed: readonly TermCounts[], upTo: bigint): void {
    const batches = new Map<string, ScopeBatch>();
    const batchOf = (scope: MemoryScope): ScopeBatch => {
      const key = JSON.stringify([scope.ownerId, scope.namespace]);
      const batch = batches.get(key) ?? new ScopeBatch(index, scope);
      batches.set(key, batch);
      return batch;
    };
    const before = lastSequence();
    let count = items();
    for (const [position, change] of changes.entries()) {
      if (change.sequence <= before) continue;
      const memoryId = change.kind === 'stored' ? change.memory.id : change.memoryId;
      const place = places.get(memoryId);
      if (place) {
        batchOf(place).remove(place.doc);
        count--;
      }
      if (change.kind === 'stored') {
        const { ownerId, namespace } = change.memory;
        const stays = place?.ownerId === ownerId && place.namespace === namespace;
        const terms = analysed[position] ?? countTerms(change.memory.content);
        const doc = batchOf(change.memory).add(change.memory, terms, stays ? place.doc : undefined);
        if (!stays) places.putSync(memoryId, { ownerId, namespace, doc });
        count++;
      } else if (place) places.removeSync(memoryId);
    }
    for (const batch of batches.values()) batch.write();
    meta.putSync('lastSequence', String(upTo > before ? upTo : before));
    meta.putSync('items', String(count));
  }

  return {
    get lastSequence() {
      return lastSequence();
    },
    async apply(changes, upTo) {
      const analysed = await analyseInTurns(changes);
      await writeLmdb(root, () => applyNow(changes, analysed, upTo));
    },
    recall(scope, query, { limit, now }): EngineHit[] {
      const key = scopeKey(scope);
      const counts = scopes.get(key);
      if (!counts) return [];
      const order = new GroupOrder(index, scope);
      return rank({
        terms: new Map(analyse(query).map(({ term, word }) => [term, word])),
        memories: counts.memories,
        averageLength: counts.terms / counts.memories,
        limit,
        now,
        blocks(term) {
          const range = blocks.getRange({ start: [...key, term, 0], end: [...key, term, Number.MAX_SAFE_INTEGER] });
          return [...range].map(({ value }) => value);
        },
        entry: (doc) => entries.get([...key, doc]),
        around: (group, number) => order.around(group, number, REACH),
      });
    },
    async clear() {
      await writeLmdb(root, () => {
        index.clear();
        meta.putSync('format', FORMAT);
      });
    },
    stats: () => ({ items: items(), bytes: sizeOf(root) }),
    close: () => root.close(),
  };
}

/** The terms of each memory that is stored. Done before the transaction: long texts take long, and others wait for it. */
async function analyseInTurns(changes: readonly MemoryChange[]): Promise<TermCounts[]> {
  const analysed: TermCounts[] = [];
  let turn = performance.now();
  for (const change of changes) {
    analysed.push(change.kind === 'stored' ? countTerms(change.memory.content) : new Map());
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
  }
  return analysed;
}

/** Bytes of the file that have been used: it never shrinks, but pages that are free again are used again. */
function sizeOf(root: RootDatabase): number {
  const stats: unknown = root.getStats();
  if (typeof stats !== 'object' || stats === null || !('lastPageNumber' in stats) || !('pageSize' in stats)) return 0;
  return (Number(stats.lastPageNumber) + 1) * Number(stats.pageSize);
}
