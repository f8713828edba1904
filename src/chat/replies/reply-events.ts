import { z } from 'zod';
import { type BusEvent, hintTopic, type Topic } from '../../events/event-bus.ts';

/** Words that an attempt has just written to the log, after so many of its UTF-16 units. */
interface WrittenWords {
  readonly attempt: number;
  readonly from: number;
  readonly text: string;
}

/**
 * A reply's log or row has changed. Whoever stands right where words came has no need to read them; without any the log
 * or the row is to be read.
 */
export interface ReplyChanged extends BusEvent {
  /** What was said. */
  readonly written?: WrittenWords | undefined;
  /**
   * What was thought. Under a name of its own, so that a version that knows nothing of thinking doesn't take it for
   * text.
   */
  readonly thought?: WrittenWords | undefined;
}

const writtenWords = z.object({ attempt: z.int(), from: z.int(), text: z.string() }).optional();
const replyChanged: z.ZodType<ReplyChanged> = z.object({
  key: z.string(),
  written: writtenWords,
  thought: writtenWords,
});

export const replyTopic = (replyId: string): Topic<ReplyChanged> => ({
  name: `reply.${replyId}`,
  missed: { key: replyId },
  read: (value) => replyChanged.safeParse(value).data,
});

/** The key of what a conversation's topic has missed. */
export const ANY_MESSAGE = '';

/** A message was added to a conversation, or changed; the key is its id, or {@link ANY_MESSAGE}. */
export const conversationTopic = (conversationId: string): Topic<BusEvent> =>
  hintTopic(`conversation.${conversationId}`, ANY_MESSAGE);
