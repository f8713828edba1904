import type { Task } from './task-queue.ts';

export const TASK_STATES = ['waiting', 'active', 'delayed'] as const;
/** `waiting`: for its turn. `active`: with a worker. `delayed`: until a while has gone by. */
export type TaskState = (typeof TASK_STATES)[number];

/** A task as whoever looks after the server sees it. Nothing that a user wrote is in a queue. */
export interface SeenTask extends Task {
  readonly state: TaskState;
  readonly addedAt: Date;
  /** When a worker last took it; undefined when none has. */
  readonly takenAt: Date | undefined;
  /** Of one that is delayed: how long it waits in all, in milliseconds. */
  readonly delayMs: number | undefined;
}

/** Which part of a list is wanted. */
export interface TaskRange {
  readonly skip: number;
  readonly count: number;
}

/** What is in a lane, to look at; it changes nothing. */
export interface LaneView {
  readonly name: string;
  counts(): Promise<Readonly<Record<TaskState, number>>>;
  /** Some of the tasks in a state: of those that wait, the one whose turn is next comes first. */
  list(state: TaskState, range: TaskRange): Promise<readonly SeenTask[]>;
  /** Undefined when the lane has no such task. */
  find(id: string): Promise<SeenTask | undefined>;
}
