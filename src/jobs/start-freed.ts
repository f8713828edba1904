import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

/**
 * Adds to the queue what waits for a reply in a job's conversation and need wait no more. Called by whoever has ended the
 * job of a reply, and by whoever has stored one that waits, each after its own statement: whichever is the later one
 * finds it. If neither lives to do so, the sweep does within seconds.
 */
export async function startFreed(
  { conversationId, messageId }: Job,
  { store, queue, log }: { store: JobStore; queue: Pick<TaskQueue, 'add'>; log: Logger },
): Promise<void> {
  if (!conversationId || !messageId) return;
  try {
    const tasks = await store.freed(conversationId);
    if (tasks.length > 0) await queue.add(...tasks);
  } catch (error) {
    log.warn({ conversationId, reason: messageOf(error) }, 'replies that have waited wait for the sweep');
  }
}
