import type { JobHandler } from '../../jobs/job-kind.ts';
import type { MemoryWork } from './check-memory-task.ts';
import type { GiveMemoryOrder } from './give-orders.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';
import { showProcesses } from './shown-outcomes.ts';

/**
 * Has partitions made again by the processes that hold them. One whose process died in the middle is as it was before.
 */
export function createRebuildMemoryHandler({
  giveOrder,
}: {
  giveOrder: GiveMemoryOrder;
}): JobHandler<MemoryWork, 'REBUILD_MEMORY'> {
  return {
    task: rebuildMemoryTask,
    start: ({ id }) => ({
      async run({ ownerId, processId }, { signal, progress }) {
        const onProgress = (share: number, step: string) => progress(share * 100, step);
        const order = { work: 'rebuild', ownerId: ownerId ?? null, processId: processId ?? null } as const;
        const processes = showProcesses(await giveOrder({ key: id, ...order }, { signal, onProgress }));
        return { rebuilt: true, partitions: processes.reduce((sum, { partitions }) => sum + partitions, 0), processes };
      },
    }),
  };
}
