import type { JobHandler } from '../../jobs/job-kind.ts';
import type { MemoryService } from '../memory-service.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';

/** Makes the index of the process that runs it again. An attempt that died left an index that nobody reads. */
export function createRebuildMemoryHandler({
  memory,
}: {
  memory: Pick<MemoryService, 'rebuild'>;
}): JobHandler<object, 'REBUILD_MEMORY'> {
  return {
    task: rebuildMemoryTask,
    start: () => ({
      async run(_, { signal, progress }) {
        await memory.rebuild({ signal, onProgress: (share, step) => progress(share * 100, step) });
        return { rebuilt: true };
      },
    }),
  };
}
