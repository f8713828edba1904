import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much of what V8 may have is in use, from 0 to 1, with what nobody needs any more and hasn't been collected. */
export function heapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}

/**
 * Collects garbage now. A process that refuses what comes makes little of it, and V8, which collects by how much is
 * made, might leave the heap full of what nobody needs for long. It takes as long as the collection that V8 makes by
 * itself when the heap is full.
 */
export function collectGarbage(): void {
  // Node takes the flag while it runs; contexts that are made from then on have the function.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
