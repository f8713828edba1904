import type { BackendClasses, IQueueBackend } from 'bullmq';
import type { Logger } from '../log.ts';
import { createBullmqLane } from './bullmq-lane.ts';
import type { TaskQueue, TaskWorker } from './task-queue.ts';

/** How a queue's database is reached, and what it is told of tasks. */
interface QueueSettings<C> {
  /** For commands that somebody waits for: they may fail fast. */
  readonly connection: C;
  /** Opens a connection for a process's workers, whose commands wait. */
  readonly connectionForWork: () => C;
  /** Whether somebody waits for tasks of this kind. */
  readonly isUrgent: (kind: string) => boolean;
  /** What the queue's keys begin with in a Redis; a database has a schema instead. @default lex */
  readonly prefix?: string;
  readonly log: Logger;
}

/**
 * A task queue on BullMQ, for either of its backends. It has a lane for urgent tasks and one for the rest, each with
 * workers of its own: a worker that took from both would let an urgent task wait until another has ended.
 */
export function createBullmqTaskQueue<B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  { connection, connectionForWork, isUrgent, prefix = 'lex', log }: QueueSettings<C>,
): TaskQueue {
  const urgent = createBullmqLane(classes, { name: 'jobs', connection, prefix, log });
  const background = createBullmqLane(classes, { name: 'background', connection, prefix, log });
  const both = [urgent, background];

  return {
    async add(...tasks) {
      const [first, later] = [tasks.filter(({ kind }) => isUrgent(kind)), tasks.filter(({ kind }) => !isUrgent(kind))];
      await Promise.all([urgent.add(...first), background.add(...later)]);
    },
    async work(handler, concurrency): Promise<TaskWorker> {
      const connection = connectionForWork();
      const workers: TaskWorker[] = [];
      const close = async () => {
        await Promise.all(workers.map((worker) => worker.close()));
      };
      try {
        workers.push(await urgent.work(handler, { connection, concurrency: concurrency.urgent }));
        workers.push(await background.work(handler, { connection, concurrency: concurrency.background }));
      } catch (error) {
        await close();
        throw error;
      }
      return { close };
    },
    async counts() {
      const [one, other] = await Promise.all([urgent.counts(), background.counts()]);
      return {
        waiting: one.waiting + other.waiting,
        active: one.active + other.active,
        delayed: one.delayed + other.delayed,
      };
    },
    async clear() {
      for (const lane of both) await lane.clear();
    },
    async close() {
      await Promise.all(both.map((lane) => lane.close()));
    },
  };
}
