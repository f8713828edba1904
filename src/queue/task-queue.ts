import type { LaneView } from './lane-view.ts';

/** What becomes of a task that a worker has handled. */
export type TaskOutcome =
  /** It needs no more work, however its job ended. */
  | { readonly kind: 'done' }
  /** It is delivered again after a while. */
  | { readonly kind: 'again'; readonly delayMs: number }
  /** This worker can't go on: the task goes to another, or to this one when it is back. */
  | { readonly kind: 'handBack' };

/** How many tasks are handled at a time. Neither number is at the other's cost, so neither kind waits for the other. */
export interface Concurrency {
  /** Of those that somebody waits for. */
  readonly urgent: number;
  /** Of the others. */
  readonly background: number;
}

/** What the queue delivers: which job, and of which kind it is, so that its worker needn't look. */
export interface Delivery {
  readonly id: string;
  readonly kind: string;
}

/** What the queue is given. */
export interface Task extends Delivery {
  /** Tasks with lower turns are delivered first, and those with the same in the order in which they came: 0 to 2^21. */
  readonly turn: number;
}

/**
 * Delivers tasks to workers, each at least once. It knows nothing of what a job is: the Job table does, and everything
 * in the queue can be made again from it.
 */
export interface TaskQueue {
  /** What is in it, for whoever looks after the server. */
  readonly lanes: readonly LaneView[];
  /** Adds tasks; one whose id is there already stays as it is. */
  add(...tasks: readonly Task[]): Promise<void>;
  /** Forgets tasks whose jobs have gone. One that is being handled stays until its handler has ended. */
  remove(...tasks: readonly Delivery[]): Promise<void>;
  /** Starts to take tasks. When a handler throws, the log tells of it, and its task comes again. */
  work(handler: (task: Delivery) => Promise<TaskOutcome>, concurrency: Concurrency): Promise<TaskWorker>;
  /**
   * For how many milliseconds the queue has neither given this process a task nor taken its word that it handles one;
   * 0 for a queue within the process. While none is handled here, the number means nothing.
   */
  silentForMs(): number;
  counts(): Promise<{ readonly waiting: number; readonly active: number; readonly delayed: number }>;
  /** Forgets every task. Only for the one process that uses the queue, before it works. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface TaskWorker {
  /** Takes no more tasks, and resolves when those being handled have ended. */
  close(): Promise<void>;
}
