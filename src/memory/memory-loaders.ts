import DataLoader from 'dataloader';
import type { Owner } from '../accounts/viewer.ts';
import { parseInput } from '../parse-input.ts';
import type { Memory, MemoryName } from './memory.ts';
import { namedMemory } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';

/** Memories by what names them, each batch in one query. Null for what isn't the owner's. */
export function createMemoryLoaders(memory: MemoryService, owner: Owner, options: { cache: boolean }) {
  const orNull = (found: readonly (Memory | undefined)[]) => found.map((each) => each ?? null);
  const byName = new DataLoader(async (names: readonly MemoryName[]) => orNull(await memory.byNames(owner, names)), {
    ...options,
    cacheKeyFn: ({ namespace, key }) => JSON.stringify([namespace, key]),
  });
  return {
    memoryById: new DataLoader(async (ids: readonly string[]) => orNull(await memory.byIds(owner, ids)), options),
    /** @throws {BadUserInputError} for what can't be a name, before it could fail with others in a batch */
    memoryByName: (namespace: string, key: string) => byName.load(parseInput(namedMemory, { namespace, key })),
    historyByMemory: new DataLoader((ids: readonly string[]) => memory.histories(owner, ids), options),
    memoriesBySourceMessage: new DataLoader((ids: readonly string[]) => memory.bySourceMessages(owner, ids), options),
  };
}
