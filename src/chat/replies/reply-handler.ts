import { hasEnded, type Job } from '../../jobs/job.ts';
import type { JobHandler } from '../../jobs/job-kind.ts';
import { publishConversation } from '../conversations/watching/conversation-events.ts';
import type { Message } from '../messages/message.ts';
import { conversationTopic, replyTopic } from '../messages/message-events.ts';
import { FORGET_WORDS } from '../search/words/words-store.ts';
import { REPLY_ENDS, ReplyAttempt } from './reply-attempt.ts';
import { BEGIN_REPLY, READ_BEGUN_REPLY, REOPEN_REPLY } from './reply-store.ts';
import type { ReplySurroundings } from './reply-surroundings.ts';
import { type ReplyInput, replyTask } from './reply-task.ts';
import { WritingPace } from './writing-pace.ts';

/** Writes replies. The message of a reply changes with its job; its words go to the log as the model gives them. */
export function createReplyHandler(
  deps: Omit<ReplySurroundings, 'pace' | 'announce'>,
): JobHandler<ReplyInput, 'REPLY'> {
  const { models, log, events, journal } = deps;

  async function announce(job: Job, ended?: Message): Promise<void> {
    const { messageId: key } = job;
    if (!key) return;
    // Whoever is told reads what the row has now. Of a reply that is being written nothing is kept.
    if (job.state !== 'ACTIVE') {
      await journal.record(job.ownerId, ['Conversation', `Conversation:${job.conversationId}`, 'Message']);
    }
    if (job.conversationId) {
      events.publish(conversationTopic(job.conversationId), { key });
      publishConversation(events, job.ownerId, job.conversationId);
    }
    if (hasEnded(job)) await log.end(key, job.attempts, REPLY_ENDS[job.state], ended);
    else events.publish(replyTopic(key), { key, begun: job.state === 'ACTIVE' ? job.attempts : undefined });
  }

  const surroundings: ReplySurroundings = { ...deps, pace: new WritingPace(), announce };
  return {
    task: replyTask,
    timeLimitMs: models.timeLimitMs(replyTask.timeLimitMs),
    start: (job, read) => new ReplyAttempt(job, read, surroundings),
    begun: { writes: [BEGIN_REPLY, FORGET_WORDS], reads: READ_BEGUN_REPLY, announce },
    reopened: { writes: [REOPEN_REPLY], announce },
  };
}
