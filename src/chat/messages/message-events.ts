import { z } from 'zod';
import { type BusEvent, hintTopic, type Topic } from '../../events/event-bus.ts';

/** Words that an attempt has just appended to the log. */
interface WrittenWords {
  readonly attempt: number;
  /** How many UTF-16 units the attempt had written before them. */
  readonly from: number;
  readonly text: string;
}

/**
 * A reply's log or row has changed. The event carries the words that were appended, so that a subscriber who has
 * everything before them need not read the log. An event without words asks the subscriber to read the log or the row.
 */
export interface ReplyChanged extends BusEvent {
  /** What was said. */
  readonly written?: WrittenWords | undefined;
  /** What was thought. A field of its own: an older version of Lex would show thoughts in `written` as text. */
  readonly thought?: WrittenWords | undefined;
}

const writtenWords = z.object({ attempt: z.int(), from: z.int(), text: z.string() }).optional();
const replyChanged: z.ZodType<ReplyChanged> = z.object({
  key: z.string(),
  written: writtenWords,
  thought: writtenWords,
});

/** The changes of one reply. */
export const replyTopic = (replyId: string): Topic<ReplyChanged> => ({
  name: `reply.${replyId}`,
  missed: { key: replyId },
  read: (value) => replyChanged.safeParse(value).data,
});

/** The key of an event that asks subscribers of a conversation to look at all its messages. */
export const ANY_MESSAGE = '';

/** A message was added to a conversation, or changed; the key is the message's id, or {@link ANY_MESSAGE}. */
export const conversationTopic = (conversationId: string): Topic<BusEvent> =>
  hintTopic(`conversation.${conversationId}`, ANY_MESSAGE);
