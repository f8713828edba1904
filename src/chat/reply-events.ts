import { z } from 'zod';
import { type BusEvent, hintTopic, type Topic } from '../events/event-bus.ts';

/** A reply's log or row has changed. */
export interface ReplyChanged extends BusEvent {
  /**
   * Words that an attempt has just written to the log, after so many of its UTF-16 units: whoever stands right there has no
   * need to read them. Without them the log or the row is to be read.
   */
  readonly written?: { readonly attempt: number; readonly from: number; readonly text: string } | undefined;
}

const replyChanged: z.ZodType<ReplyChanged> = z.object({
  key: z.string(),
  written: z.object({ attempt: z.int(), from: z.int(), text: z.string() }).optional(),
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
