import { closeLmdb } from '../../lmdb/close-lmdb.ts';
import { keyText } from '../../lmdb/key-text.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import { ANALYSIS_VERSION, type Language } from '../text/analysis.ts';
import { english } from '../text/english.ts';
import { readQuery } from '../text/query.ts';
import { analyseInTurns } from './analyse-in-turns.ts';
import { ChangeBatch } from './change-batch.ts';
import { compareMemory } from './compare-memory.ts';
import { LmdbScopeReader, RecallBuffers } from './lmdb-scope-reader.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { openMemoryIndex, scopeKey } from './memory-index.ts';
import { readMemory } from './packed/packed-memory.ts';
import { memoryIdsAfter } from './place.ts';
import { match } from './ranking/matching.ts';

/** Raised whenever the tables change. Together with that of the analysis it says whether the file can be read. */
const TABLES_VERSION = 4;

/**
 * The memory engine in LMDB: the memories, an inverted index, the order within groups, the vectors. A reader sees one
 * snapshot and waits for nobody. Tables of another version are emptied, and then filled again from the database.
 *
 * @param options.generation what its tables' names begin with
 */
export function createMemoryEngine({
  root,
  language = english,
  generation,
}: {
  root: RootDatabase;
  language?: Language | undefined;
  generation?: string;
}): MemoryEngine {
  const format = `${TABLES_VERSION}.${ANALYSIS_VERSION}.${language.name}`;
  const index = openMemoryIndex(root, generation);
  const buffers = new RecallBuffers();

  function clearNow(): void {
    index.clear();
    index.meta.putSync('format', format);
  }
  if (index.meta.get('format') !== format) root.transactionSync(clearNow);

  return {
    get lastSequence() {
      return index.lastSequence();
    },
    async apply(changes, upTo) {
      const analysed = await analyseInTurns(index, changes, language);
      await writeLmdb(root, () => {
        const batch = new ChangeBatch(index, language);
        for (const [position, change] of changes.entries()) batch.take(change, analysed[position]);
        batch.write(upTo);
      });
    },
    get(scope, key, now) {
      const [owner, namespace] = scopeKey(scope);
      // Unpacked at once: the next read overwrites these bytes.
      const bytes = index.memories.getBinaryFast([owner, namespace, keyText(key)]);
      const memory = bytes && readMemory(bytes);
      return memory && memory.expiresAt > now.getTime() ? memory : undefined;
    },
    recall(scope, query, options) {
      const key = scopeKey(scope);
      const counts = index.scopes.get(key);
      if (!counts) return [];
      const { now, tag } = options;
      const reader = new LmdbScopeReader(index, key, counts, { now, tag, buffers });
      return match(reader, readQuery(query, language, options), options);
    },
    has: (memoryId) => index.places.doesExist(memoryId),
    compare: (memory, vector) => compareMemory(index, language, memory, vector),
    memoryIds: (page) => memoryIdsAfter(index, page),
    clear: () => writeLmdb(root, clearNow),
    clearNow,
    stats: () => ({ items: index.items(), bytes: sizeOf(root) }),
    close: () => closeLmdb(root),
  };
}

/** Bytes of the file that have ever been used. The file never shrinks; pages that become free are used again. */
function sizeOf(root: RootDatabase): number {
  const stats: unknown = root.getStats();
  if (typeof stats !== 'object' || stats === null || !('lastPageNumber' in stats) || !('pageSize' in stats)) return 0;
  return (Number(stats.lastPageNumber) + 1) * Number(stats.pageSize);
}
