import { type ChangeJournal, EVERYTHING } from '../../cache/change-journal.ts';
import { NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { hasEnded } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import type { ForgottenMemories } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import { cancelUnlessEnded } from '../messages/cancel-unless-ended.ts';
import { ANY_MESSAGE, conversationTopic, replyTopic } from '../messages/message-events.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { deleteReplyLogs } from '../replies/log/delete-reply-logs.ts';
import type { ReplyLog } from '../replies/log/reply-log.ts';
import type { ConversationStore } from './conversation-store.ts';
import { publishConversation } from './watching/conversation-events.ts';

/** How long the deletion waits for each running job to stop. */
const STOP_WAIT_MS = 2_000;

/**
 * Makes the function that deletes a conversation: it stops what is being written, deletes the rows, tells those who
 * watch, and then deletes what else came of the conversation.
 */
export function createDeleteConversation(deps: {
  conversations: ConversationStore;
  messages: MessageStore;
  jobs: JobService;
  memory: Pick<MemoryService, 'forgetOrphans'>;
  log: ReplyLog;
  events: EventBus;
  journal: ChangeJournal;
}): (ownerId: string, id: string) => Promise<ForgottenMemories> {
  const { conversations, messages, jobs, memory, log, events, journal } = deps;

  async function stop(ownerId: string, jobId: string): Promise<void> {
    const job = await cancelUnlessEnded(jobs, ownerId, jobId);
    if (job && !hasEnded(job)) await jobs.whenEnded(ownerId, jobId, STOP_WAIT_MS);
  }

  return async (ownerId, id) => {
    if (!(await conversations.has(ownerId, id))) throw new NotFoundError('conversation');
    const open = await conversations.openJobs(ownerId, id);
    await Promise.all(open.map((job) => stop(ownerId, job.id)));
    const replyIds = await messages.replyIds(ownerId, id);
    await conversations.delete(ownerId, id);
    await journal.record(ownerId, [EVERYTHING]);
    // Subscribers in every process read again at this, and find that the conversation has gone.
    events.publish(conversationTopic(id), { key: ANY_MESSAGE });
    publishConversation(events, ownerId, id);
    for (const { messageId } of open) if (messageId) events.publish(replyTopic(messageId), { key: messageId });
    const [forgotten] = await Promise.all([
      memory.forgetOrphans({ id: ownerId }),
      // A log that can't be deleted now does no harm: without its message nobody can read it, and it expires.
      deleteReplyLogs(log, replyIds).catch(() => undefined),
    ]);
    return forgotten;
  };
}
