import { type BusEvent, hintTopic, type Topic } from '../events/event-bus.ts';

/** A reply's log or row has changed: read it again. */
export const replyTopic = (replyId: string): Topic<BusEvent> => hintTopic(`reply.${replyId}`, replyId);

/** The key of what a conversation's topic has missed. */
export const ANY_MESSAGE = '';

/** A message was added to a conversation, or changed; the key is its id, or {@link ANY_MESSAGE}. */
export const conversationTopic = (conversationId: string): Topic<BusEvent> =>
  hintTopic(`conversation.${conversationId}`, ANY_MESSAGE);
