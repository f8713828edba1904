import type { MemoryEngine } from '../engine/memory-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import type { Partitions } from './partitions.ts';

/** How many partitions are compared at a time, by one statement. */
const COMPARED_AT_ONCE = 500;

/**
 * Makes what compares the next partitions of this process with their records whenever it is called, and lets those
 * follow that differ. So what a lost event told is known in the end, and what is left of owners who are gone goes.
 */
export function createPartitionComparison({
  store,
  engine,
  partitions,
}: {
  store: Pick<MemoryChangeStore, 'points'>;
  engine: Pick<MemoryEngine, 'partitions'>;
  partitions: Pick<Partitions, 'follow' | 'tidy'>;
}): () => Promise<void> {
  let after = '';
  return async () => {
    const next = engine.partitions({ after, limit: COMPARED_AT_ONCE });
    after = next.length < COMPARED_AT_ONCE ? '' : (next.at(-1)?.ownerId ?? '');
    const points = next.length > 0 ? await store.points(next.map(({ ownerId }) => ownerId)) : new Map();
    for (const { ownerId, mark } of next) {
      if (points.get(ownerId)?.mark !== mark) await partitions.follow(ownerId);
    }
    await partitions.tidy();
  };
}
