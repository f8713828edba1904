import type { MemoryIndex, Slot } from '../memory-index.ts';

/**
 * Removes some of what a slot holds. For use within a write transaction.
 *
 * @returns whether that was all
 */
export function removeSome(index: MemoryIndex, slot: Slot, most: number): boolean {
  const { places, scopes, memories, docValues, postings, groups, expiries, vectors } = index;
  const steps = [
    (limit: number) => removeFrom(places, slot, limit),
    (limit: number) => removeFrom(scopes, slot, limit),
    (limit: number) => removeFrom(memories, slot, limit),
    (limit: number) => removeFrom(docValues, slot, limit),
    (limit: number) => removeFrom(postings, slot, limit),
    (limit: number) => removeFrom(groups, slot, limit),
    (limit: number) => removeFrom(expiries, slot, limit),
    (limit: number) => removeFrom(vectors, slot, limit),
  ];
  let left = most;
  for (const step of steps) {
    left -= step(left);
    if (left === 0) return false;
  }
  return true;
}

interface Table<Key> {
  getKeys(range: { start: [Slot]; end: [Slot]; limit: number }): Iterable<Key>;
  removeSync(key: Key): unknown;
}

/** Answers how many entries it has removed. */
function removeFrom<Key>(table: Table<Key>, slot: Slot, limit: number): number {
  const keys = [...table.getKeys({ start: [slot], end: [slot + 1], limit })];
  for (const key of keys) table.removeSync(key);
  return keys.length;
}
