import DataLoader from 'dataloader';
import type { Owner } from '../accounts/viewer.ts';
import type { MemoryService } from './memory-service.ts';

/** Memories by what names them, each batch in one query. Null for what isn't the owner's. */
export function createMemoryLoaders(memory: MemoryService, owner: Owner, options: { cache: boolean }) {
  return {
    memoryById: new DataLoader(
      async (ids: readonly string[]) => (await memory.byIds(owner, ids)).map((found) => found ?? null),
      options,
    ),
    historyByMemory: new DataLoader((ids: readonly string[]) => memory.histories(owner, ids), options),
    memoriesBySourceMessage: new DataLoader((ids: readonly string[]) => memory.bySourceMessages(owner, ids), options),
  };
}
