import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { TaskQueue } from '../../queue/task-queue.ts';
import type { Schedules } from '../../time/schedules.ts';
import type { JobHandlers } from '../job-kind.ts';
import type { JobQueryStore } from '../job-query-store.ts';
import type { JobStore } from '../job-store.ts';

/** Keeps the queue in step with the Job table, which is the truth. */
export interface JobSweep {
  /** Sweeps now, besides every few seconds. */
  begin(): void;
  close(): Promise<void>;
}

const SWEEP_MS = 5_000;
/** A job that is younger is about to be added by the call that stored it. */
const SETTLED_MS = 3_000;
const PAGE = 500;

/**
 * Empties the queue and adds every job that hasn't ended and has a handler. Only for the one process that uses the
 * queue: what ran when an earlier process died runs again at once, without waiting for a lease to end.
 *
 * @returns how many jobs were added
 */
export async function refillQueue({
  store,
  queries,
  handlers,
  queue,
}: {
  store: Pick<JobStore, 'dropLeases'>;
  queries: Pick<JobQueryStore, 'open'>;
  handlers: JobHandlers;
  queue: TaskQueue;
}): Promise<number> {
  await queue.clear();
  await store.dropLeases();
  let count = 0;
  let after = 0n;
  for (;;) {
    const jobs = await queries.open({ kinds: [...handlers.keys()], after, limit: PAGE });
    const last = jobs.at(-1);
    if (!last) return count;
    await queue.add(...jobs);
    count += jobs.length;
    after = last.number;
  }
}

/**
 * Adds jobs that haven't ended and aren't in the queue: the process that stored them died before it added them, the
 * queue was away, or it lost them. To add a job that is there already changes nothing, so the first are added without
 * asking, in the order of their turns: so many jobs of one user don't keep those of others out. Jobs of kinds that this
 * process doesn't know are left to those that do. A job that is being worked on although the queue lost it is overtaken
 * by a new attempt.
 */
export function startJobSweep({
  queries,
  handlers,
  queue,
  schedules,
  log,
}: {
  queries: Pick<JobQueryStore, 'waiting'>;
  handlers: JobHandlers;
  schedules: Schedules;
  queue: Pick<TaskQueue, 'add'>;
  log: Logger;
}): JobSweep {
  const kinds = [...handlers.keys()];

  async function sweep(): Promise<void> {
    const jobs = await queries.waiting({ kinds, olderThanMs: SETTLED_MS, limit: PAGE });
    if (jobs.length > 0) await queue.add(...jobs);
  }

  return schedules.repeat({
    name: 'job sweep',
    does: 'Adds jobs to the queue that it has lost.',
    everyMs: SWEEP_MS,
    work: sweep,
    failed: (error) => log.warn({ reason: messageOf(error) }, 'waiting jobs could not be looked through'),
  });
}
