import type { JobKindDefinition } from '../../jobs/job-kind.ts';
import type { MemoryService } from '../memory-service.ts';
import { checkMemoryTask } from './check-memory-task.ts';
import type { MemoryDifference } from './memory-check.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';

/** A difference as the owner of the job sees it. */
type ShownDifference = Omit<MemoryDifference, 'memoryId'> & { readonly id: string };

/** Makes the index of the process that runs it again. An attempt that died left one that nobody reads, and begins anew. */
export function createRebuildJob(memory: Pick<MemoryService, 'rebuild'>): JobKindDefinition<object> {
  return {
    ...rebuildMemoryTask,
    async handle(_, { signal, progress }) {
      await memory.rebuild({ signal, onProgress: (share, step) => progress(share * 100, step) });
      return { rebuilt: true };
    },
  };
}

/** Compares its owner's memories in the record with the index of the process that runs it, and changes nothing. */
export function createCheckJob(deps: {
  memory: Pick<MemoryService, 'check'>;
  globalId(memoryId: string): string;
}): JobKindDefinition<object> {
  return {
    ...checkMemoryTask,
    async handle(_, { job: { ownerId }, signal, progress }) {
      const onProgress = (share: number, step: string) => progress(share * 100, step);
      const { checked, different, differences } = await deps.memory.check({ ownerId, signal, onProgress });
      const shown = differences.map(
        ({ memoryId, ...rest }): ShownDifference => ({ id: deps.globalId(memoryId), ...rest }),
      );
      return { checked, different, differences: shown };
    },
  };
}
