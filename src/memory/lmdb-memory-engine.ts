import { setImmediate } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { keyText } from '../lmdb/key-text.ts';
import { writeLmdb } from '../lmdb/write-lmdb.ts';
import { ANALYSIS_VERSION, type Analysis, analyse, type SeenWords } from './analysis.ts';
import { eachExpired } from './expiry-chunk.ts';
import { GroupOrder } from './group-order.ts';
import { readMemory } from './kept-memory.ts';
import type { EngineHit, MemoryChange, MemoryEngine, MemoryScope } from './memory-engine.ts';
import { openMemoryIndex, scopeKey } from './memory-index.ts';
import { openBlock, type PackedBlock, RECORDS_IN_BLOCK, readRecord } from './memory-record.ts';
import { DOCS_IN_CHUNK } from './posting-chunk.ts';
import { PostingReader } from './posting-reader.ts';
import { readQueryTerms } from './query-terms.ts';
import { lookedAt, REACH, rank } from './ranking.ts';
import { ScopeBatch } from './scope-batch.ts';
import { WordScores } from './word-scores.ts';

/** Raised whenever the tables change; with that of the analysis it says whether what is on disk can be read. */
const TABLES_VERSION = 2;
const FORMAT = `${TABLES_VERSION}.${ANALYSIS_VERSION}`;
/** For so long texts are analysed before others get their turn, in milliseconds. */
const TURN_MS = 10;

/**
 * The memory engine in LMDB: entries, an inverted index, the order within groups. Readers see one snapshot and wait for
 * nobody. What an older Lex has left is thrown away, and so made again from the record.
 */
export function createMemoryEngine({ root }: { root: RootDatabase }): MemoryEngine {
  const index = openMemoryIndex(root);
  const { meta, places, scopes, memories, records, expiries } = index;
  // Room that one recall after the other uses: none waits between its beginning and its end.
  const sums = new Float64Array(DOCS_IN_CHUNK);
  const reader = new PostingReader(index);
  if (meta.get('format') !== FORMAT) {
    root.transactionSync(() => {
      index.clear();
      meta.putSync('format', FORMAT);
    });
  }

  const lastSequence = () => BigInt(meta.get('lastSequence') ?? '0');
  const items = () => Number(meta.get('items') ?? '0');

  /** One pass over the changes, inside a write transaction. */
  function applyNow(changes: readonly MemoryChange[], analysed: readonly (Analysis | undefined)[], upTo: bigint): void {
    const batches = new Map<string, ScopeBatch>();
    const batchOf = (ownerId: string, namespace: string): ScopeBatch => {
      const name = JSON.stringify([ownerId, namespace]);
      const batch = batches.get(name) ?? new ScopeBatch(index, { ownerId, namespace });
      batches.set(name, batch);
      return batch;
    };
    const before = lastSequence();
    let count = items();
    for (const [position, change] of changes.entries()) {
      if (change.sequence <= before) continue;
      const memoryId = change.kind === 'stored' ? change.memory.id : change.memoryId;
      const place = places.get(memoryId);
      let doc: number | undefined;
      if (place !== undefined) {
        const { ownerId, namespace, key } = readPlace(place);
        const removed = batchOf(ownerId, namespace).remove(key);
        const stays =
          change.kind === 'stored' && ownerId === change.memory.ownerId && namespace === change.memory.namespace;
        if (stays) doc = removed;
        count--;
      }
      if (change.kind === 'stored') {
        const { ownerId, namespace, key, content } = change.memory;
        batchOf(ownerId, namespace).add(change.memory, analysed[position] ?? analyse(content), doc);
        const now = JSON.stringify([ownerId, namespace, key]);
        if (now !== place) places.putSync(memoryId, now);
        count++;
      } else if (place !== undefined) places.removeSync(memoryId);
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
    get(scope, key, now) {
      const bytes = memories.get([...scopeKey(scope), keyText(key)]);
      const memory = bytes && readMemory(bytes);
      return memory && memory.expiresAt > now.getTime() ? memory : undefined;
    },
    recall(scope, query, { limit, now }): EngineHit[] {
      const key = scopeKey(scope);
      const counts = scopes.get(key);
      if (!counts) return [];
      reader.begin();
      const words = new WordScores(readQueryTerms(reader, key, query, counts.nextDoc), {
        memories: counts.memories,
        averageLength: counts.terms / counts.memories,
      });
      const best = words.best(lookedAt(limit), sums, (chunk, each) => {
        const expiring = counts.expiring > 0 ? expiries.get([...key, chunk]) : undefined;
        if (expiring) eachExpired(expiring, now.getTime(), each);
      });
      const order = new GroupOrder(index, scope);
      const blocks = new Map<number, PackedBlock | undefined>();
      return rank({
        words,
        best,
        limit,
        now,
        record(doc) {
          const number = Math.floor(doc / RECORDS_IN_BLOCK);
          let block = blocks.get(number);
          if (!block) {
            const bytes = records.get([...key, number]);
            block = bytes && openBlock(bytes);
            blocks.set(number, block);
          }
          return block && readRecord(block, doc % RECORDS_IN_BLOCK);
        },
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

/** What each memory says that is stored. Done before the transaction: it takes long, and others wait for that. */
async function analyseInTurns(changes: readonly MemoryChange[]): Promise<(Analysis | undefined)[]> {
  const analysed: (Analysis | undefined)[] = [];
  const seen: SeenWords = new Map();
  let turn = performance.now();
  for (const change of changes) {
    analysed.push(change.kind === 'stored' ? analyse(change.memory.content, { seen }) : undefined);
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
  }
  return analysed;
}

function readPlace(place: string): MemoryScope & { readonly key: string } {
  const [ownerId, namespace, key]: string[] = JSON.parse(place);
  if (ownerId === undefined || namespace === undefined || key === undefined) throw new Error('A place cannot be read.');
  return { ownerId, namespace, key };
}

/** Bytes of the file that have been used: it never shrinks, but pages that are free again are used again. */
function sizeOf(root: RootDatabase): number {
  const stats: unknown = root.getStats();
  if (typeof stats !== 'object' || stats === null || !('lastPageNumber' in stats) || !('pageSize' in stats)) return 0;
  return (Number(stats.lastPageNumber) + 1) * Number(stats.pageSize);
}
