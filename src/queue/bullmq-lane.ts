import { setTimeout } from 'node:timers/promises';
import { type BackendClasses, DelayedError, type IQueueBackend, type Job, WaitingError } from 'bullmq';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { withDeadline } from '../time/with-deadline.ts';
import type { Task, TaskOutcome, TaskQueue, TaskWorker } from './task-queue.ts';

/**
 * How long a job stays with a worker that is silent. One that is killed has its jobs taken over in this time and a
 * check or two; one that is busy, or that the queue's database was away from, has so long to be heard again.
 */
const LOCK_MS = 15_000;
const RENEW_LOCK_MS = 3_000;
const STALLED_CHECK_MS = 5_000;
/** One more than BullMQ's 1: a worker that dies must not use up a job's attempts, which the Job table counts. */
const MAX_STALLED = 3;
/** How soon a task whose handler threw comes again: a handler says itself how its failures go on. */
const AFTER_THROW_MS = 2_000;
/** How soon the end of a task is told again to a queue that was away. */
const MOVE_AGAIN_MS = 1_000;
const SAME_TROUBLE_MS = 30_000;

/** Tasks of which each is as urgent as the others, with workers of their own. */
export interface Lane<C> extends Omit<TaskQueue, 'work'> {
  /** @param connection for the worker, whose commands wait */
  work(handler: (task: Task) => Promise<TaskOutcome>, options: LaneWork<C>): Promise<TaskWorker>;
}

interface LaneWork<C> {
  readonly connection: C;
  readonly concurrency: number;
}

/**
 * A queue on BullMQ, for either of its backends.
 *
 * BullMQ counts no attempts here and keeps no ended tasks: the Job table says what a job's attempts and end are.
 *
 * @param options.connection for what somebody waits for: it may fail fast
 */
export function createBullmqLane<B extends IQueueBackend, C>(
  { Queue, Worker }: BackendClasses<B, C>,
  { name, connection, prefix, log }: { name: string; connection: C; prefix: string; log: Logger },
): Lane<C> {
  const queue = new Queue<Record<string, never>>(name, { connection, prefix });
  queue.on('error', tellOfTrouble(log, 'the job queue is in trouble'));

  return {
    async add(...tasks) {
      const entries = tasks.map(({ id, kind }) => ({
        name: kind,
        data: {},
        opts: { jobId: id, attempts: 1, removeOnComplete: true, removeOnFail: true },
      }));
      const [only] = entries;
      if (only && entries.length === 1) await queue.add(only.name, only.data, only.opts);
      else if (only) await queue.addBulk(entries);
    },
    async work(handler, { connection, concurrency }): Promise<TaskWorker> {
      const closing = new AbortController();

      async function handle(task: Job, token = ''): Promise<void> {
        const outcome = await handler({ id: task.id ?? '', kind: task.name }).catch((error: unknown) => {
          log.error({ jobId: task.id, err: error }, 'a job could not be handled');
          return { kind: 'again', delayMs: AFTER_THROW_MS } as const;
        });
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
      }

      /**
       * Puts a task where it belongs, as soon as the queue's database takes it. If that fails for good, the task is left
       * as it is, to be delivered again when its lock has run out: were it to fail, it would be gone.
       */
      function move(task: Job, attempt: () => Promise<unknown>): Promise<void> {
        return withDeadline(LOCK_MS, closing.signal, async (deadline) => {
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
      const worker = new Worker<Record<string, never>>(name, handle, {
        connection,
        prefix,
        concurrency,
        lockDuration: LOCK_MS,
        lockRenewTime: RENEW_LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MAX_STALLED,
      });
      worker.on('error', tellOfTrouble(log, 'the job worker is in trouble'));
      // No handler ends a task so: the queue itself could not put it where it belongs, and has forgotten it.
      worker.on('failed', (task, error) => {
        log.warn({ jobId: task?.id, reason: messageOf(error) }, 'a task was lost from the queue');
      });
      await worker.waitUntilReady();
      return {
        close() {
          closing.abort();
          return worker.close();
        },
      };
    },
    async counts() {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
      return { waiting: counts.waiting ?? 0, active: counts.active ?? 0, delayed: counts.delayed ?? 0 };
    },
    async clear() {
      await queue.obliterate({ force: true });
      // Obliterating pauses the queue first, and leaves it so.
      await queue.resume();
    },
    close: () => queue.close(),
  };
}

/** Tells of an error, and of the same one again only after a while: BullMQ emits one for each try to connect. */
function tellOfTrouble(log: Logger, message: string): (error: unknown) => void {
  let last: { readonly reason: string; readonly at: number } | undefined;
  return (error) => {
    const reason = messageOf(error);
    const at = performance.now();
    if (last?.reason === reason && at - last.at < SAME_TROUBLE_MS) return;
    last = { reason, at };
    log.warn({ reason }, message);
  };
}

/** Whether the queue answered that the task isn't this worker's any more: BullMQ gives such errors a number as their code. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}
