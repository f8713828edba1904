import { z } from 'zod';
import { type BusEvent, hintTopic, type Topic } from '../../events/event-bus.ts';
import type { Message } from './message.ts';
import { messageFromJson } from './message-json.ts';
import type { ReplyRun } from './reply-run.ts';

/** Words that an attempt has just appended to the log. */
interface WrittenWords {
  readonly attempt: number;
  /** How many UTF-16 units the attempt had written before them. */
  readonly from: number;
  readonly text: string;
}

/**
 * A reply's log or row has changed. The event carries what changed, so that a subscriber who has everything before that
 * need read neither. An event that carries nothing asks the subscriber to read the log or the row.
 */
export interface ReplyChanged extends BusEvent {
  /** The number of an attempt that has begun and written nothing yet. */
  readonly begun?: number | undefined;
  /** What was said. */
  readonly written?: WrittenWords | undefined;
  /** What was thought. A field of its own: an older version of Lex would show thoughts in `written` as text. */
  readonly thought?: WrittenWords | undefined;
  /** The row with which the reply has ended. */
  readonly ended?: Message | undefined;
}

/** The event that tells of words which an attempt has appended from a place on. */
export function wordsWritten(
  replyId: string,
  place: Pick<WrittenWords, 'attempt' | 'from'>,
  { kind, text }: ReplyRun,
): ReplyChanged {
  const words = { ...place, text };
  return { key: replyId, ...(kind === 'text' ? { written: words } : { thought: words }) };
}

const writtenWords = z.object({ attempt: z.int(), from: z.int(), text: z.string() }).optional();
const replyChanged: z.ZodType<ReplyChanged> = z.object({
  key: z.string(),
  begun: z.int().optional(),
  written: writtenWords,
  thought: writtenWords,
  ended: messageFromJson.optional(),
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
