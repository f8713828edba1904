import { BadUserInputError, LexError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { cancelUnlessEnded } from '../messages/cancel-unless-ended.ts';
import { findReply } from '../messages/find-reply.ts';
import { type Message, replyEnd } from '../messages/message.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { VoiceService } from '../voice/voice-service.ts';
import { type ReplyCursor, readReplyCursor } from './log/reply-cursor.ts';
import type { ReplyLog } from './log/reply-log.ts';
import type { NewReplies } from './new-replies.ts';
import type { ReplyEvent } from './stream/reply-event.ts';
import { streamReply } from './stream/reply-stream.ts';

/** Replies while they are written. Somebody else's reply is as if it weren't there. */
export interface ReplyService {
  /**
   * Ends a reply that is being written, in whatever process that is, and keeps what was written. A reply that has ended
   * stays as it is.
   *
   * @throws {NotFoundError}
   * @throws {BadUserInputError} when the message isn't a reply
   */
  stop(ownerId: string, replyId: string): Promise<Message>;
  /**
   * A reply as it is written, from its start or after a cursor.
   *
   * @throws {NotFoundError}
   * @throws {BadUserInputError} when the message isn't a reply, or `after` is not a cursor of it
   */
  stream(
    ownerId: string,
    replyId: string,
    after: string | null | undefined,
    signal: AbortSignal,
  ): AsyncIterable<ReplyEvent>;
  /**
   * The owner's newest reply as it is written, from its start; one that begins later is another.
   *
   * @throws {LexError} NOT_FOUND when the owner has no reply
   * @throws {BadUserInputError} when a cursor is given: it says nothing of which reply it is
   */
  streamNewest(ownerId: string, after: string | null | undefined, signal: AbortSignal): AsyncIterable<ReplyEvent>;
}

export function createReplyService(deps: {
  messages: MessageStore;
  newReplies: NewReplies;
  jobs: JobService;
  log: ReplyLog;
  events: EventBus;
  voice: Pick<VoiceService, 'audioUrls'>;
}): ReplyService {
  const { messages, newReplies, jobs, log, events, voice } = deps;

  /** Where it can't be asked now, the end isn't kept back for it: `conversationUpdated` tells of the audio too. */
  async function hasAudio({ id, voiceMode }: Message): Promise<boolean> {
    const [address] = voiceMode ? await voice.audioUrls([id]).catch(() => []) : [];
    return address !== undefined;
  }

  const follow = (
    { id: replyId, ownerId, known }: { id: string; ownerId: string; known: Message | undefined },
    after: ReplyCursor | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ReplyEvent> => {
    const findMessage = async () => known ?? findReply(messages, ownerId, replyId);
    const readMessage = () => messages.byId(ownerId, replyId);
    return streamReply({ replyId, findMessage, after, log, events, readMessage, hasAudio, signal });
  };

  return {
    async stop(ownerId, replyId) {
      newReplies.forget(replyId);
      const reply = await findReply(messages, ownerId, replyId);
      if (replyEnd(reply)) return reply;
      // The job is stored by the statement that stores the reply, so it is missing only when both were deleted.
      const [job] = await messages.jobsOf(ownerId, [reply.id]);
      if (!job) throw new NotFoundError('job');
      await cancelUnlessEnded(jobs, ownerId, job.id);
      return findReply(messages, ownerId, replyId);
    },
    async *stream(ownerId, replyId, after, signal) {
      const cursor = after == null ? undefined : readReplyCursor(after);
      const known = cursor ? undefined : newReplies.of(ownerId, replyId);
      yield* follow({ id: replyId, ownerId, known }, cursor, signal);
    },
    async *streamNewest(ownerId, after, signal) {
      if (after != null) throw new BadUserInputError('after needs messageId: it is a cursor of one reply.');
      const newest = await messages.newestReply(ownerId);
      if (!newest) {
        throw new LexError(
          'NOT_FOUND',
          'You have no reply yet: send a message with chat first, then follow its reply.',
        );
      }
      yield* follow({ id: newest.id, ownerId, known: newest }, undefined, signal);
    },
  };
}
