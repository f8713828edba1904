import type { MemoryChange } from '../../src/memory/engine/memory-engine.ts';
import { madeMemory, stored } from '../support/made-memory.ts';

const IN_PART = 100;
/** How many memories a whole partition has, and the number of its last change. */
export const WHOLE = BigInt(3 * IN_PART);

/** A third of an owner's memories: of each version the same, with the version as a word. */
export function partOf(ownerId: string, part: number, version: bigint): MemoryChange[] {
  return Array.from({ length: IN_PART }, (_, at) => {
    const n = part * IN_PART + at;
    const id = `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`;
    const content = `parcel ${n} of version${part === 0 ? version : ''} is behind door ${n % 40}`;
    return stored(n + 1, madeMemory({ id, ownerId, key: `k${n}`, number: BigInt(n + 1), content, group: `g${n % 9}` }));
  });
}
