import type { BackendClasses, IQueueBackend } from 'bullmq';
import type { Logger } from '../log.ts';
import { createBullmqLane, type LaneConnections } from './bullmq-lane.ts';
import type { TaskQueue } from './task-queue.ts';
import { createTwoLanes } from './two-lanes.ts';

/** How a queue's database is reached, and what it is told of tasks. */
interface QueueSettings<C> extends LaneConnections<C> {
  /** Whether somebody waits for tasks of this kind. */
  readonly isUrgent: (kind: string) => boolean;
  /** What the queue's keys begin with in a Redis; a database has a schema instead. @default lex */
  readonly prefix?: string;
  readonly log: Logger;
}

/** A task queue on BullMQ, for either of its backends. The workers of both lanes have one connection. */
export function createBullmqTaskQueue<B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  { connection, connectionForWork, isUrgent, prefix = 'lex', log }: QueueSettings<C>,
): TaskQueue {
  let shared: C | undefined;
  const settings = {
    connection,
    connectionForWork: () => {
      shared ??= connectionForWork();
      return shared;
    },
    prefix,
    log,
  };
  const urgent = createBullmqLane(classes, { ...settings, name: 'jobs' });
  const background = createBullmqLane(classes, { ...settings, name: 'background' });
  return createTwoLanes({ urgent, background }, isUrgent);
}
