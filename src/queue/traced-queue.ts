import { outsideOfSpans } from '../tracing/active-span.ts';
import { inSpan } from '../tracing/in-span.ts';
import type { TaskQueue } from './task-queue.ts';

/**
 * A queue that shows in traces when tasks are added. Whoever adds a task may be anybody who found it missing, and the
 * queue may hand it to a worker at once: so a task is handled outside of that trace, and its handler finds its own.
 */
export function traceQueue(queue: TaskQueue): TaskQueue {
  return {
    ...queue,
    add: (...tasks) =>
      inSpan(
        () => ({
          name: 'send jobs',
          kind: 'producer',
          attributes: {
            'messaging.system': 'lex',
            'messaging.destination.name': 'jobs',
            'messaging.operation.type': 'send',
            'messaging.operation.name': 'send',
            ...(tasks.length === 1
              ? { 'messaging.message.id': tasks[0]?.id }
              : { 'messaging.batch.message_count': tasks.length }),
          },
        }),
        () => queue.add(...tasks),
      ),
    work: (handler, concurrency) => queue.work((task) => outsideOfSpans(() => handler(task)), concurrency),
  };
}
