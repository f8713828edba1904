import type { Language } from '../../language/terms/analysis.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import { analyseInTurns } from './analyse-in-turns.ts';
import { ChangeBatch } from './change-batch.ts';
import type { MemoryChange, PartitionLoad } from './memory-engine.ts';
import type { MemoryIndex, Slot } from './memory-index.ts';
import type { PartitionDirectory } from './slots/partition-directory.ts';

/** Fills a new slot, which has no partition until it is put to use: see {@link PartitionLoad}. */
export function startLoad(
  {
    root,
    index,
    directory,
    language,
    loading,
  }: {
    root: RootDatabase;
    index: MemoryIndex;
    directory: PartitionDirectory;
    language: Language;
    /** The slots that are being filled: this one is among them until it is put to use or given up. */
    loading: Set<Slot>;
  },
  ownerId: string,
): PartitionLoad {
  let slot: Slot | undefined;
  let items = 0;

  async function write(changes: readonly MemoryChange[], also?: (slot: Slot, items: number) => void): Promise<void> {
    const analysed = await analyseInTurns(index, slot, changes, language);
    let into: Slot | undefined;
    try {
      items = await writeLmdb(root, () => {
        // Added while the transaction runs, since whoever removes leftovers may see the slot as soon as it has ended.
        into = slot ?? directory.newSlot();
        loading.add(into);
        const batch = new ChangeBatch(index, into, language, { isNew: slot === undefined });
        for (const [position, change] of changes.entries()) batch.take(change, analysed[position]);
        batch.write();
        also?.(into, items + batch.added);
        return items + batch.added;
      });
      slot = into;
    } catch (error) {
      // The first transaction didn't come about, and its slot is anybody's.
      if (slot === undefined && into !== undefined) loading.delete(into);
      throw error;
    }
  }

  function end(): void {
    if (slot !== undefined) loading.delete(slot);
  }

  return {
    apply: (changes) => write(changes),
    async use(changes, upTo) {
      await write(changes, (into, all) => directory.put(ownerId, { slot: into, items: all, ...upTo }));
      end();
    },
    discard: end,
  };
}
