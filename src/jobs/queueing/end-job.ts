import type { Logger } from '../../log.ts';
import type { TaskQueue } from '../../queue/task-queue.ts';
import type { Job, JobEnd } from '../job.ts';
import type { Attempt } from '../job-kind.ts';
import type { JobQueryStore } from '../job-query-store.ts';
import type { EndedJob, JobStore } from '../job-store.ts';
import { enqueue } from './enqueue.ts';
import { startFreed } from './start-freed.ts';

/** What every move of a job has to do with. */
export interface JobSurroundings {
  readonly store: JobStore;
  readonly queries: JobQueryStore;
  readonly queue: Pick<TaskQueue, 'add'>;
  readonly log: Logger;
}

/**
 * Ends a job together with all that its kind changes by it; then tells those who wait for that, and queues the jobs
 * that follow and those that were held back.
 *
 * @param attempt the attempt that ran, or one that never runs; undefined where this process doesn't know the kind
 * @param write the store's statement that ends it
 * @returns the job as it ended; undefined when somebody else was faster
 */
export async function endJob(
  job: Job,
  end: JobEnd,
  attempt: Attempt<unknown> | undefined,
  { store, queries, queue, log }: JobSurroundings,
  write: JobStore['end'] = store.end,
): Promise<Job | undefined> {
  const effects = await attempt?.end?.(end);
  const { writes = [], followUps = [] } = effects ?? {};
  const ended: EndedJob | undefined = await write(job.id, job.attempts, end, writes, followUps);
  // Also when somebody else was faster, who may have died before doing so.
  const announced = effects?.announce(ended?.job ?? job);
  const freed = ended?.isWaitedFor === false ? undefined : startFreed(job, { queries, queue, log });
  await Promise.all([announced, enqueue(ended?.followUps ?? [], { queue, log }), freed]);
  return ended?.job;
}
