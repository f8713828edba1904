import type { Difference, MemoryEngine } from '../engine/memory-engine.ts';
import type { MemoryChangeStore, StoredMemory } from '../store/memory-change-store.ts';

/** What a check of partitions against the database has found. */
export interface MemoryCheck {
  /** How many partitions were compared. */
  readonly partitions: number;
  /** How many memories of the database were compared. */
  readonly checked: number;
  /** How many memories the partitions lack, have too many, or have in another form. */
  readonly different: number;
  /** The first of these. */
  readonly differences: readonly MemoryDifference[];
}

export interface MemoryDifference {
  readonly memoryId: string;
  readonly ownerId: string;
  /** Undefined for a memory that the database doesn't have. */
  readonly namespace: string | undefined;
  readonly key: string | undefined;
  readonly differs: readonly Difference[];
}

/** Told how far something is, from 0 to 1, and what was done last. */
export type OnProgress = (share: number, step: string) => Promise<void>;

interface Checked {
  readonly ownerId: string;
  readonly store: MemoryChangeStore;
  readonly engine: MemoryEngine;
  /** Lets the partition follow the record as it is now. */
  follow(): Promise<void>;
}

const PAGE = 500;
/** How often a difference is looked at again before it counts: see {@link stillDiffering}. */
const LOOKS = 3;
/** How many differences are named. */
export const MOST_NAMED = 100;

/**
 * Compares an owner's record with the partition. Both are read page by page while they are written, so whatever seems
 * to differ is looked at again after the partition has followed.
 */
export async function checkPartition(
  checked: Checked,
  { signal, onProgress }: { signal: AbortSignal; onProgress: OnProgress },
): Promise<MemoryCheck> {
  const { ownerId, store, engine } = checked;
  let count = 0;
  let different = 0;
  const differences: MemoryDifference[] = [];
  const note = (found: MemoryDifference) => {
    different++;
    if (differences.length < MOST_NAMED) differences.push(found);
  };

  await checked.follow();
  const total = await store.count(ownerId);
  for (let after = 0n; ; ) {
    signal.throwIfAborted();
    const memories = await store.page(ownerId, { after, limit: PAGE });
    const last = memories.at(-1);
    if (!last) break;
    after = last.memory.number;
    for (const each of await stillDiffering(checked, memories)) note(each);
    count += memories.length;
    await onProgress((0.8 * count) / Math.max(total, count), `${count} memories have been compared`);
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted();
    const ids: string[] = engine.memoryIds(ownerId, { after, limit: PAGE });
    for (const memoryId of await stillSuperfluous(checked, ids)) {
      note({ memoryId, ownerId, namespace: undefined, key: undefined, differs: ['extra'] });
    }
    after = ids.length === PAGE ? ids.at(-1) : undefined;
  }
  await onProgress(1, `${count} memories have been compared`);
  return { partitions: 1, checked: count, different, differences };
}

/**
 * The memories that still differ after several looks: what is written meanwhile may reach the partition a moment later
 * than it was read here, or a moment earlier.
 */
async function stillDiffering(checked: Checked, memories: readonly StoredMemory[]): Promise<MemoryDifference[]> {
  const differencesOf = ({ memory, vector }: StoredMemory) => checked.engine.compare(memory, vector);
  let left = memories.filter((each) => differencesOf(each).length > 0);
  for (let look = 0; look < LOOKS && left.length > 0; look++) {
    const again = await lookAgain(
      checked,
      left.map(({ memory }) => memory.id),
    );
    left = again.filter((each) => differencesOf(each).length > 0);
  }
  return left.map((each) => {
    const { id: memoryId, namespace, key } = each.memory;
    return { memoryId, ownerId: checked.ownerId, namespace, key, differs: differencesOf(each) };
  });
}

/** The ids that the partition still has after several looks, while the database doesn't. */
async function stillSuperfluous(checked: Checked, ids: readonly string[]): Promise<string[]> {
  const known = idsOf(await checked.store.byIds(checked.ownerId, ids));
  let left = ids.filter((id) => !known.has(id));
  for (let look = 0; look < LOOKS && left.length > 0; look++) {
    const again = idsOf(await lookAgain(checked, left));
    left = left.filter((id) => !again.has(id) && checked.engine.has(checked.ownerId, id));
  }
  return left;
}

async function lookAgain({ ownerId, store, follow }: Checked, ids: readonly string[]): Promise<StoredMemory[]> {
  await follow();
  return store.byIds(ownerId, ids);
}

function idsOf(memories: readonly StoredMemory[]): ReadonlySet<string> {
  return new Set(memories.map(({ memory }) => memory.id));
}
