import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import type { JobStore } from './job-store.ts';

/** Keeps the queue in step with the Job table, which is the truth. */
export interface JobSweep {
  close(): Promise<void>;
}

const SWEEP_MS = 5_000;
/** A job younger than this is about to be added by the call that made it. */
const SETTLED_MS = 3_000;
const PAGE = 500;

/**
 * Fills an emptied queue with every job that hasn't ended. Only for the one process that uses the queue: what was
 * running when an earlier process died is run again at once, without waiting for its lock to run out.
 */
export async function refillQueue({ store, queue }: { store: JobStore; queue: TaskQueue }): Promise<number> {
  await queue.clear();
  await store.dropLeases();
  let count = 0;
  let after = 0n;
  for (;;) {
    const jobs = await store.open({ after, limit: PAGE });
    const last = jobs.at(-1);
    if (!last) return count;
    await queue.add(...jobs);
    count += jobs.length;
    after = last.number;
  }
}

/**
 * Adds jobs that haven't ended but aren't in the queue: because the process that stored them died, or the queue was
 * away, before they were added, or because the queue lost them. Adding one that is there already changes nothing, so the
 * oldest are added without asking. One that is still worked on although the queue lost it is overtaken by a new attempt.
 */
export function startJobSweep({ store, queue, log }: { store: JobStore; queue: TaskQueue; log: Logger }): JobSweep {
  let underway: Promise<void> = Promise.resolve();
  let busy = false;

  async function sweep(): Promise<void> {
    const jobs = await store.waiting({ olderThanMs: SETTLED_MS, limit: PAGE });
    if (jobs.length > 0) await queue.add(...jobs);
  }

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    underway = sweep()
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'waiting jobs could not be looked through'))
      .finally(() => {
        busy = false;
      });
  }, SWEEP_MS);
  timer.unref();

  return {
    close() {
      clearInterval(timer);
      return underway;
    },
  };
}
