import { setTimeout } from 'node:timers/promises';
import { DelayedError, type Job, WaitingError } from 'bullmq';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { withDeadline } from '../time/with-deadline.ts';
import type { TaskOutcome } from './task-queue.ts';

/**
 * How long a task stays with a worker that is silent; then it is delivered to another, or to the same one. That need
 * not mean that the worker is gone: it may be busy, or unable to reach the queue. So whoever handles tasks must know by
 * other means whether the work is being done, as the leases of jobs tell.
 */
export const LOCK_MS = 3_000;
/** For how long it is tried to move a task. */
const MOVE_PATIENCE_MS = 15_000;
/** How soon the end of a task is told again to a queue that was away. */
const MOVE_AGAIN_MS = 1_000;

/** Puts tasks that a worker has handled where they belong. */
export interface TaskMover {
  /**
   * Does with a task what its handler said.
   *
   * @throws {DelayedError}
   * @throws {WaitingError} when the task stays in the queue, which is how BullMQ is told of it
   */
  settle(task: Job, outcome: TaskOutcome, token: string | undefined): Promise<void>;
  /** Tries no more to reach a queue that is away. */
  close(): void;
}

export function createTaskMover(log: Logger): TaskMover {
  const closing = new AbortController();

  /**
   * Moves a task as soon as the queue's database takes it. If that fails for good, the task is left as it is, to be
   * delivered again when its lock has run out: were it to fail instead, it would be gone.
   */
  function move(task: Job, attempt: () => Promise<unknown>): Promise<void> {
    return withDeadline(MOVE_PATIENCE_MS, closing.signal, async (deadline) => {
      for (;;) {
        try {
          await attempt();
          return;
        } catch (error) {
          if (isRefusal(error) || deadline.aborted) {
            log.warn({ jobId: task.id, reason: messageOf(error) }, 'a task waits for its lock to run out');
            return;
          }
        }
        await setTimeout(MOVE_AGAIN_MS, undefined, { signal: deadline, ref: false }).catch(() => undefined);
      }
    });
  }

  return {
    async settle(task, outcome, token = '') {
      if (outcome.kind === 'again') {
        // Whole milliseconds: PostgreSQL refuses others.
        const at = Date.now() + Math.ceil(outcome.delayMs);
        await move(task, () => task.moveToDelayed(at, token));
        throw new DelayedError();
      }
      if (outcome.kind === 'handBack') {
        await move(task, () => task.moveToWait(token));
        throw new WaitingError();
      }
    },
    close: () => closing.abort(),
  };
}

/**
 * Whether the queue answered that the task is no longer this worker's. Errors of that kind have a number as their code.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}
