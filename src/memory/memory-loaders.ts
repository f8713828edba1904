import DataLoader from 'dataloader';
import type { Owner } from '../accounts/viewer.ts';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import { parseInput } from '../parse-input.ts';
import type { Memory, MemoryName } from './memory.ts';
import { namedMemory } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';

/** Memories by what names them, each batch in one query. Null for what isn't the owner's. */
export function createMemoryLoaders(memory: MemoryService, owner: Owner, options: LoaderOptions) {
  const orNull = (found: readonly (Memory | undefined)[]) => found.map((each) => each ?? null);
  const counted = <V>(name: string, read: (ids: readonly string[]) => Promise<V>) => countBatches(name, options, read);
  const byName = new DataLoader(
    countBatches('memoryByName', options, async (names: readonly MemoryName[]) =>
      orNull(await memory.byNames(owner, names)),
    ),
    { ...options, cacheKeyFn: ({ namespace, key }: MemoryName) => JSON.stringify([namespace, key]) },
  );
  return {
    memoryById: new DataLoader(
      counted('memoryById', async (ids) => orNull(await memory.byIds(owner, ids))),
      options,
    ),
    /** @throws {BadUserInputError} for what can't be a name, before it could fail with others in a batch */
    memoryByName: (namespace: string, key: string) => byName.load(parseInput(namedMemory, { namespace, key })),
    historyByMemory: new DataLoader(
      counted('historyByMemory', (ids) => memory.histories(owner, ids)),
      options,
    ),
    memoriesBySourceMessage: new DataLoader(
      counted('memoriesBySourceMessage', (ids) => memory.bySourceMessages(owner, ids)),
      options,
    ),
  };
}
