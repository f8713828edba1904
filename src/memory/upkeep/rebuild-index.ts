import type { Rebuild, RebuildableEngine } from '../engine/rebuildable-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import type { OnProgress } from './memory-check.ts';
import type { SerialRuns } from './serial-runs.ts';

/** How many changes are read from the database at a time. */
const PAGE = 1_000;

/**
 * Applies the changes of the database up to a number. Ends early, without an error, when `closing` aborts.
 *
 * @param eachPage called after each page with how many memories were stored by it
 */
export async function bringUpTo(
  target: bigint,
  {
    store,
    index,
    closing,
  }: {
    store: MemoryChangeStore;
    index: Pick<Rebuild, 'lastSequence' | 'apply'>;
    closing: AbortSignal;
  },
  eachPage?: (memories: number) => Promise<void>,
): Promise<void> {
  while (index.lastSequence < target && !closing.aborted) {
    const { changes, upTo } = await store.changes({ after: index.lastSequence, upTo: target, limit: PAGE });
    await index.apply(changes, upTo);
    await eachPage?.(changes.filter(({ kind }) => kind === 'stored').length);
  }
}

/**
 * Makes the engine's index again from the database, while the old one is read and followed. When the new one has
 * everything, it takes the old one's place.
 *
 * @param deps.runs what follows the database: nothing else is applied while the indexes change places
 */
export async function rebuildIndex(
  {
    store,
    engine,
    runs,
    closing,
  }: {
    store: MemoryChangeStore;
    engine: RebuildableEngine;
    runs: SerialRuns;
    closing: AbortSignal;
  },
  { signal, onProgress }: { signal: AbortSignal; onProgress: OnProgress },
): Promise<void> {
  const index = await engine.startRebuild();
  try {
    const total = Math.max(1, await store.count());
    let done = 0;
    await bringUpTo(await store.lastSequence(), { store, index, closing }, async (memories) => {
      signal.throwIfAborted();
      done += memories;
      await onProgress(Math.min(0.99, done / total), `${done} of ${total} memories are in the new index`);
    });
    await runs.queue(async () => {
      await bringUpTo(await store.lastSequence(), { store, index, closing });
      signal.throwIfAborted();
      await index.use();
    });
  } catch (error) {
    await index.discard();
    throw error;
  }
}
