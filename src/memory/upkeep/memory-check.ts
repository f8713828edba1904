import type { Difference, MemoryEngine } from '../engine/memory-engine.ts';
import type { MemoryStore, StoredMemory } from '../store/memory-store.ts';

/** What a check of the engine against the record has found. */
export interface MemoryCheck {
  /** Memories of the record that were looked at. */
  readonly checked: number;
  /** Memories that the engine has otherwise, not at all, or too many. */
  readonly different: number;
  /** The first of these. */
  readonly differences: readonly MemoryDifference[];
}

export interface MemoryDifference {
  readonly memoryId: string;
  /** Undefined for one that the record doesn't have. */
  readonly namespace: string | undefined;
  readonly key: string | undefined;
  readonly differs: readonly Difference[];
}

/** How far something is, from 0 to 1. */
export type OnProgress = (share: number, step: string) => Promise<void>;

const PAGE = 500;
const LOOKS = 3;
/** So many are named. */
const MOST_NAMED = 100;

/**
 * Compares the record with an engine, of one owner or of all: both are read page by page while they are written, and what
 * then seems to differ is looked at once more when the engine has caught up.
 */
export async function checkMemory(
  { store, engine, caughtUp }: { store: MemoryStore; engine: MemoryEngine; caughtUp(): Promise<void> },
  { ownerId, signal, onProgress }: { ownerId: string | undefined; signal: AbortSignal; onProgress: OnProgress },
): Promise<MemoryCheck> {
  let checked = 0;
  let different = 0;
  const differences: MemoryDifference[] = [];
  const note = (found: MemoryDifference) => {
    different++;
    if (differences.length < MOST_NAMED) differences.push(found);
  };

  await caughtUp();
  const total = await store.count(ownerId);
  for (let after = 0n; ; ) {
    signal.throwIfAborted();
    const memories = await store.page({ ownerId, after, limit: PAGE });
    const last = memories.at(-1);
    if (!last) break;
    after = last.memory.number;
    for (const each of await differing(memories.filter((each) => differencesOf(each).length > 0))) note(each);
    checked += memories.length;
    await onProgress((0.8 * checked) / Math.max(total, checked), `${checked} memories have been compared`);
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted();
    const page: { ids: readonly string[]; next: string | undefined } = engine.memoryIds({
      after,
      limit: PAGE,
      ownerId,
    });
    for (const memoryId of await superfluous(page.ids)) {
      note({ memoryId, namespace: undefined, key: undefined, differs: ['extra'] });
    }
    after = page.next;
  }
  await onProgress(1, `${checked} memories have been compared`);
  return { checked, different, differences };

  function differencesOf({ memory, vector }: StoredMemory): Difference[] {
    return engine.compare(memory, vector);
  }

  /** What still differs after several looks: what is written meanwhile may come to the engine a moment later, or sooner. */
  async function differing(suspects: readonly StoredMemory[]): Promise<MemoryDifference[]> {
    let left = suspects;
    for (let look = 0; look < LOOKS && left.length > 0; look++) {
      left = (await lookAgain(left.map(({ memory }) => memory.id))).filter((each) => differencesOf(each).length > 0);
    }
    return left.map((each) => {
      const { id: memoryId, namespace, key } = each.memory;
      return { memoryId, namespace, key, differs: differencesOf(each) };
    });
  }

  async function superfluous(ids: readonly string[]): Promise<string[]> {
    const known = new Set((await store.stored(ids)).map(({ memory }) => memory.id));
    let left = ids.filter((id) => !known.has(id));
    for (let look = 0; look < LOOKS && left.length > 0; look++) {
      const again = new Set((await lookAgain(left)).map(({ memory }) => memory.id));
      left = left.filter((id) => !again.has(id) && engine.has(id));
    }
    return left;
  }

  async function lookAgain(ids: readonly string[]): Promise<StoredMemory[]> {
    await caughtUp();
    return store.stored(ids);
  }
}
