import type { JobHandler } from '../../jobs/job-kind.ts';
import { checkMemoryTask, type MemoryWork } from './check-memory-task.ts';
import type { GiveMemoryOrder, ProcessOutcome } from './give-orders.ts';
import { MOST_NAMED } from './memory-check.ts';
import { nameOf, showDifference, showProcesses } from './shown-outcomes.ts';

/** Has partitions compared with the database by the processes that hold them, and changes nothing. */
export function createCheckMemoryHandler({
  giveOrder,
}: {
  giveOrder: GiveMemoryOrder;
}): JobHandler<MemoryWork, 'CHECK_MEMORY'> {
  return {
    task: checkMemoryTask,
    start: (job) => ({
      async run({ ownerId = job.ownerId, everybody, processId }, { signal, progress }) {
        const onProgress = (share: number, step: string) => progress(share * 100, step);
        const order = { work: 'check', ownerId: everybody ? null : ownerId, processId: processId ?? null } as const;
        const outcomes = await giveOrder({ key: job.id, ...order }, { signal, onProgress });
        return shown(job.ownerId, outcomes);
      },
    }),
  };
}

function shown(viewerId: string, outcomes: readonly ProcessOutcome[]) {
  const processes = showProcesses(outcomes);
  const done = outcomes.flatMap((each) => (each.state === 'DONE' ? [{ name: nameOf(each), ...each.outcome }] : []));
  const differences = done.flatMap(({ name, differences }) =>
    differences.map((each) => ({
      ...showDifference(viewerId, { ...each, namespace: each.namespace, key: each.key }),
      ...(outcomes.length > 1 ? { process: name } : {}),
    })),
  );
  return {
    checked: done.reduce((sum, { checked }) => sum + checked, 0),
    different: done.reduce((sum, { different }) => sum + different, 0),
    differences: differences.slice(0, MOST_NAMED),
    processes,
  };
}
