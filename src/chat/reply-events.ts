import type { BusEvent, Topic } from '../events/event-bus.ts';

/** A reply's log or row has changed: read it again. */
export const replyTopic = (replyId: string): Topic<BusEvent> => `reply.${replyId}`;

/** A message was added to a conversation, or changed; the key is its id. */
export const conversationTopic = (conversationId: string): Topic<BusEvent> => `conversation.${conversationId}`;
