import type { Logger } from '../log.ts';
import type { LaneView } from './lane-view.ts';
import type { Delivery, TaskOutcome, TaskQueue, TaskWorker } from './task-queue.ts';

/** Tasks that are as urgent as each other, with workers of their own. */
export interface Lane extends Omit<TaskQueue, 'work' | 'lanes'>, LaneView {
  /** Starts to take tasks, so many at a time. */
  work(handler: TaskHandler, concurrency: number): Promise<TaskWorker>;
}

export type TaskHandler = (task: Delivery) => Promise<TaskOutcome>;

/** How soon a task whose handler threw comes again. A handler says itself when a task whose work failed comes again. */
const AFTER_THROW_MS = 2_000;

/** Handles a task. When the handler throws, the log tells of it, and the task comes again. */
export async function handleTask(handler: TaskHandler, task: Delivery, log: Logger): Promise<TaskOutcome> {
  try {
    return await handler(task);
  } catch (error) {
    log.error({ jobId: task.id, err: error }, 'a job could not be handled');
    return { kind: 'again', delayMs: AFTER_THROW_MS };
  }
}
