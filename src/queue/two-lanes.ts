import type { Lane } from './lane.ts';
import type { Delivery, TaskQueue, TaskWorker } from './task-queue.ts';

/**
 * A task queue of a lane for urgent tasks and one for the rest, each with workers of its own: a worker that took from
 * both would let an urgent task wait until another has ended.
 *
 * @param isUrgent whether somebody waits for tasks of this kind
 */
export function createTwoLanes(
  { urgent, background }: { readonly urgent: Lane; readonly background: Lane },
  isUrgent: (kind: string) => boolean,
): TaskQueue {
  const both = [urgent, background];

  /** Does something with the tasks of each lane. */
  async function inEach<T extends Delivery>(
    tasks: readonly T[],
    work: (lane: Lane, own: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const [first, later] = [tasks.filter(({ kind }) => isUrgent(kind)), tasks.filter(({ kind }) => !isUrgent(kind))];
    await Promise.all([work(urgent, first), work(background, later)]);
  }

  return {
    lanes: both,
    add: (...tasks) => inEach(tasks, (lane, own) => lane.add(...own)),
    remove: (...tasks) => inEach(tasks, (lane, own) => lane.remove(...own)),
    async work(handler, concurrency): Promise<TaskWorker> {
      const workers: TaskWorker[] = [];
      const close = async () => {
        await Promise.all(workers.map((worker) => worker.close()));
      };
      try {
        workers.push(await urgent.work(handler, concurrency.urgent));
        workers.push(await background.work(handler, concurrency.background));
      } catch (error) {
        await close();
        throw error;
      }
      return { close };
    },
    // They have one connection for their work: what one of them hears, both can be told.
    silentForMs: () => Math.min(urgent.silentForMs(), background.silentForMs()),
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
