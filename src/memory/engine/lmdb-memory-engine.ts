import { ANALYSIS_VERSION, type Language } from '../../language/terms/analysis.ts';
import { english } from '../../language/terms/english.ts';
import { readQuery } from '../../language/terms/query.ts';
import { closeLmdb } from '../../lmdb/close-lmdb.ts';
import { keyText } from '../../lmdb/key-text.ts';
import { OutdatedStoreError } from '../../lmdb/open-derived-store.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';
import { fileBytes, usedBytes } from '../../lmdb/store-size.ts';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import { analyseInTurns } from './analyse-in-turns.ts';
import { ChangeBatch } from './change-batch.ts';
import { compareMemory } from './compare-memory.ts';
import { LmdbScopeReader, RecallBuffers } from './lmdb-scope-reader.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { type MemoryIndex, openMemoryIndex, type Slot, scopeKey } from './memory-index.ts';
import { readMemory } from './packed/packed-memory.ts';
import { startLoad } from './partition-load.ts';
import { match } from './ranking/matching.ts';
import { PartitionDirectory } from './slots/partition-directory.ts';
import { removeSome } from './slots/remove-slot.ts';

/** Raised whenever the tables change. Together with that of the analysis it says whether the file can be read. */
const TABLES_VERSION = 5;
/** How many entries one transaction removes: others wait for it to end. */
const REMOVED_AT_ONCE = 1_000;

/**
 * The memory engine in LMDB: of each partition the memories, an inverted index, the order within groups, the vectors. A
 * reader sees one snapshot and waits for nobody.
 *
 * @throws {OutdatedStoreError} when the environment has tables of another version, or for another language
 */
export function createMemoryEngine({
  root,
  language = english,
}: {
  root: RootDatabase;
  language?: Language | undefined;
}): MemoryEngine {
  const format = `${TABLES_VERSION}.${ANALYSIS_VERSION}.${language.name}`;
  const directory = new PartitionDirectory(root);
  if (directory.format === undefined) root.transactionSync(() => directory.begin(format));
  else if (directory.format !== format) throw new OutdatedStoreError();
  const index = openMemoryIndex(root);
  const tables = [...Object.values(index), ...directory.tables];
  const buffers = new RecallBuffers();
  /** Slots that are being filled: they are no leftovers yet. */
  const loading = new Set<Slot>();

  return {
    partition(ownerId) {
      const row = directory.find(ownerId);
      return row && { ownerId, number: row.number, mark: row.mark, items: row.items };
    },
    partitions: (page) => directory.page(page),
    leastUsed: (limit) => directory.leastUsed(limit),
    async apply(ownerId, changes, { from, upTo }) {
      const analysed = await analyseInTurns(index, directory.find(ownerId)?.slot, changes, language);
      return writeLmdb(root, () => {
        const row = directory.find(ownerId);
        if (row?.mark !== from) return false;
        const batch = new ChangeBatch(index, row.slot, language);
        for (const [position, change] of changes.entries()) batch.take(change, analysed[position]);
        batch.write();
        directory.put(ownerId, { slot: row.slot, items: row.items + batch.added, ...upTo });
        return true;
      });
    },
    load: (ownerId) => startLoad({ root, index, directory, language, loading }, ownerId),
    drop: (ownerId) => writeLmdb(root, () => directory.remove(ownerId)),
    async tidy(signal) {
      for (const slot of directory.leftovers().filter((each) => !loading.has(each))) {
        for (let isEmpty = false; !isEmpty && !signal.aborted; ) {
          isEmpty = await writeLmdb(root, () => {
            const isLast = removeSome(index, slot, REMOVED_AT_ONCE);
            if (isLast) directory.forget(slot);
            return isLast;
          });
        }
      }
    },
    recall({ ownerId, namespace }, query, options) {
      const row = directory.find(ownerId);
      if (!row) return [];
      directory.touch(ownerId);
      const key = scopeKey(row.slot, namespace);
      const counts = index.scopes.get(key);
      if (!counts) return [];
      const { now, tag } = options;
      const reader = new LmdbScopeReader(index, key, counts, { now, tag, buffers });
      return match(reader, readQuery(query, language, options), options);
    },
    ...readsOf(index, directory, language),
    stats: () => ({
      items: directory.items,
      partitions: directory.size,
      bytes: fileBytes(root),
      usedBytes: usedBytes(tables),
    }),
    close: () => closeLmdb(root),
  };
}

/** What reads single memories. */
function readsOf(
  index: MemoryIndex,
  directory: PartitionDirectory,
  language: Language,
): Pick<MemoryEngine, 'get' | 'has' | 'compare' | 'memoryIds'> {
  return {
    get({ ownerId, namespace }, key, now) {
      const row = directory.find(ownerId);
      if (!row) return undefined;
      // Unpacked at once: the next read overwrites these bytes.
      const bytes = index.memories.getBinaryFast([...scopeKey(row.slot, namespace), keyText(key)]);
      const memory = bytes && readMemory(bytes);
      return memory && memory.expiresAt > now.getTime() ? memory : undefined;
    },
    has(ownerId, memoryId) {
      const row = directory.find(ownerId);
      return row !== undefined && index.places.doesExist([row.slot, memoryId]);
    },
    compare(memory, vector) {
      const row = directory.find(memory.ownerId);
      return row ? compareMemory(index, row.slot, language, memory, vector) : ['missing'];
    },
    memoryIds(ownerId, { after, limit }) {
      const row = directory.find(ownerId);
      if (!row) return [];
      const range = { start: [row.slot, after], end: [row.slot + 1], exclusiveStart: true, limit };
      return [...index.places.getKeys(range)].map(([, id]) => id);
    },
  };
}
