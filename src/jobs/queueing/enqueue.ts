import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Task, TaskQueue } from '../../queue/task-queue.ts';

/** Adds the tasks of jobs that are stored. When the queue doesn't answer now, the sweep adds them within seconds. */
export async function enqueue(
  tasks: readonly Task[],
  { queue, log }: { queue: Pick<TaskQueue, 'add'>; log: Logger },
): Promise<void> {
  if (tasks.length === 0) return;
  await queue.add(...tasks).catch((error: unknown) => {
    for (const { id } of tasks) log.warn({ jobId: id, reason: messageOf(error) }, 'a job waits for the queue');
  });
}
