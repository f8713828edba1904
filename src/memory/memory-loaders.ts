import DataLoader from 'dataloader';
import type { Viewer } from '../accounts/viewer.ts';
import type { MemoryService } from './memory-service.ts';

/** Memories by what names them, each batch one query. Null for what isn't the viewer's. */
export function createMemoryLoaders(memory: MemoryService, viewer: Viewer, options: { cache: boolean }) {
  return {
    memoryById: new DataLoader(
      async (ids: readonly string[]) => (await memory.byIds(viewer, ids)).map((found) => found ?? null),
      options,
    ),
    historyByMemory: new DataLoader((ids: readonly string[]) => memory.histories(viewer, ids), options),
    memoriesBySourceMessage: new DataLoader((ids: readonly string[]) => memory.bySourceMessages(viewer, ids), options),
  };
}
