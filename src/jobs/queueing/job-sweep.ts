import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { TaskQueue } from '../../queue/task-queue.ts';
import { repeatEvery } from '../../time/repeat-every.ts';
import type { JobQueryStore } from '../job-query-store.ts';
import type { JobStore } from '../job-store.ts';

/** Keeps the queue in step with the Job table, which is the truth. */
export interface JobSweep {
  close(): Promise<void>;
}

const SWEEP_MS = 5_000;
/** A job that is younger is about to be added by the call that stored it. */
const SETTLED_MS = 3_000;
const PAGE = 500;

/**
 * Empties the queue and adds every job that hasn't ended. Only for the one process that uses the queue: what ran when
 * an earlier process died runs again at once, without waiting for a lease to end.
 *
 * @returns how many jobs were added
 */
export async function refillQueue({
  store,
  queries,
  queue,
}: {
  store: Pick<JobStore, 'dropLeases'>;
  queries: Pick<JobQueryStore, 'open'>;
  queue: TaskQueue;
}): Promise<number> {
  await queue.clear();
  await store.dropLeases();
  let count = 0;
  let after = 0n;
  for (;;) {
    const jobs = await queries.open({ after, limit: PAGE });
    const last = jobs.at(-1);
    if (!last) return count;
    await queue.add(...jobs);
    count += jobs.length;
    after = last.number;
  }
}

/**
 * Adds jobs that haven't ended and aren't in the queue: the process that stored them died before it added them, the
 * queue was away, or it lost them. To add a job that is there already changes nothing, so the oldest are added without
 * asking. A job that is being worked on although the queue lost it is overtaken by a new attempt.
 */
export function startJobSweep({
  queries,
  queue,
  log,
}: {
  queries: Pick<JobQueryStore, 'waiting'>;
  queue: Pick<TaskQueue, 'add'>;
  log: Logger;
}): JobSweep {
  async function sweep(): Promise<void> {
    const jobs = await queries.waiting({ olderThanMs: SETTLED_MS, limit: PAGE });
    if (jobs.length > 0) await queue.add(...jobs);
  }

  return repeatEvery(SWEEP_MS, sweep, (error) =>
    log.warn({ reason: messageOf(error) }, 'waiting jobs could not be looked through'),
  );
}
