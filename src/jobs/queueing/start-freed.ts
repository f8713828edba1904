import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { TaskQueue } from '../../queue/task-queue.ts';
import type { Job } from '../job.ts';
import type { JobQueryStore } from '../job-query-store.ts';

/**
 * Queues the replies of a job's conversation that waited for another reply and need wait no longer.
 *
 * It is called after a reply's job has ended, and after a job that waits was stored. When both happen at once, the
 * later of the two calls sees both rows, so no reply is forgotten. If the process dies before the call, the sweep does
 * the same within seconds.
 */
export async function startFreed(
  { conversationId, messageId }: Job,
  { queries, queue, log }: { queries: Pick<JobQueryStore, 'freed'>; queue: Pick<TaskQueue, 'add'>; log: Logger },
): Promise<void> {
  if (!conversationId || !messageId) return;
  try {
    const tasks = await queries.freed(conversationId);
    if (tasks.length > 0) await queue.add(...tasks);
  } catch (error) {
    log.warn({ conversationId, reason: messageOf(error) }, 'replies that have waited wait for the sweep');
  }
}
