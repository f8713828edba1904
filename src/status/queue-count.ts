import type { TaskQueue } from '../queue/task-queue.ts';
import { within } from '../time/within.ts';
import { askOnce } from './ask-once.ts';
import { PROBE_TIMEOUT_MS } from './component-probe.ts';
import type { EndedJobs } from './ended-jobs-store.ts';
import type { QueueStatus } from './status.ts';

/**
 * Counts the jobs of the queue, those that have ended, and the processes that take from it.
 *
 * @returns a function that throws when one of the counts takes longer than a component may, or fails
 */
export function createQueueCount(deps: {
  queue: Pick<TaskQueue, 'counts'>;
  endedJobs: () => Promise<EndedJobs>;
  /** Counts the processes that take from the queue. */
  workers: () => Promise<number>;
}): () => Promise<QueueStatus> {
  const countQueue = askOnce(() => deps.queue.counts());
  const countWorkers = askOnce(deps.workers);
  return async () => {
    const counted = Promise.all([deps.endedJobs(), countQueue(), countWorkers()]);
    const [{ completed, failed }, counts, workers] = await within(PROBE_TIMEOUT_MS, counted);
    return { name: 'jobs', ...counts, completed, failed, workers };
  };
}
