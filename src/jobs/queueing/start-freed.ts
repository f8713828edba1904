import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { TaskQueue } from '../../queue/task-queue.ts';
import type { Job } from '../job.ts';
import type { JobQueryStore } from '../job-query-store.ts';

/**
 * Queues the replies of a job's conversation that waited for another reply and need wait no longer.
 *
 * It is called after a reply's job has ended while any waited, and after a job that waits was stored. When both happen
 * at once, no reply is forgotten: the call for the job that waits first lets the ends that are under way come through.
 * So it finds the reply ended, or the statement that ends the reply has yet to look whether any waits. If the process
 * dies before the call, the sweep does the same within seconds.
 */
export async function startFreed(
  { conversationId, messageId, afterMessageId, state }: Job,
  deps: { queries: Pick<JobQueryStore, 'freed' | 'letMovesThrough'>; queue: Pick<TaskQueue, 'add'>; log: Logger },
): Promise<void> {
  const { queries, queue, log } = deps;
  if (!conversationId || !messageId) return;
  try {
    if (afterMessageId && state === 'WAITING') await queries.letMovesThrough(afterMessageId);
    const tasks = await queries.freed(conversationId);
    if (tasks.length > 0) await queue.add(...tasks);
  } catch (error) {
    log.warn({ conversationId, reason: messageOf(error) }, 'replies that have waited wait for the sweep');
  }
}
