import type { Logger } from '../log.ts';
import { LocalLane } from './local-lane.ts';
import type { TaskQueue } from './task-queue.ts';
import { createTwoLanes } from './two-lanes.ts';

/**
 * A task queue within this process, which forgets everything with it.
 *
 * It is for a process that has its database alone. The Job table has every task, and the queue is filled from it at
 * each start: to keep the tasks in tables of their own as well would cost several statements for each, in the one
 * session of the embedded database that all chats share.
 *
 * @param options.isUrgent whether somebody waits for tasks of this kind
 */
export function createLocalTaskQueue(options: { isUrgent: (kind: string) => boolean; log: Logger }): TaskQueue {
  const { isUrgent, log } = options;
  const lanes = { urgent: new LocalLane('jobs', log), background: new LocalLane('background', log) };
  return createTwoLanes(lanes, isUrgent);
}
