import { hasEnded, type Job } from '../../jobs/job.ts';
import type { JobHandler } from '../../jobs/job-kind.ts';
import { conversationTopic, replyTopic } from '../messages/message-events.ts';
import { REPLY_ENDS, ReplyAttempt } from './reply-attempt.ts';
import { BEGIN_REPLY, REOPEN_REPLY } from './reply-store.ts';
import type { ReplySurroundings } from './reply-surroundings.ts';
import { type ReplyInput, replyTask } from './reply-task.ts';
import { WritingPace } from './writing-pace.ts';

/** Writes replies. The message of a reply changes with its job; its words go to the log as the model gives them. */
export function createReplyHandler(
  deps: Omit<ReplySurroundings, 'pace' | 'announce'>,
): JobHandler<ReplyInput, 'REPLY'> {
  const { models, log, events, journal } = deps;

  async function announce(job: Job): Promise<void> {
    if (!job.messageId) return;
    // Whoever is told reads what the row has now.
    await journal.record(job.ownerId, ['Conversation', `Conversation:${job.conversationId}`, 'Message']);
    // The row has the end. A log that can't be told of it is merely kept longer.
    if (hasEnded(job)) await log.end(job.messageId, job.attempts, REPLY_ENDS[job.state]).catch(() => undefined);
    events.publish(replyTopic(job.messageId), { key: job.messageId });
    if (job.conversationId) events.publish(conversationTopic(job.conversationId), { key: job.messageId });
  }

  const surroundings: ReplySurroundings = { ...deps, pace: new WritingPace(), announce };
  return {
    task: replyTask,
    timeLimitMs: models.timeLimitMs(replyTask.timeLimitMs),
    start: (job) => new ReplyAttempt(job, surroundings),
    begun: { writes: [BEGIN_REPLY], announce },
    reopened: { writes: [REOPEN_REPLY], announce },
  };
}
