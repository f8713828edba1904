import { z } from 'zod';
import type { BusEvent, EventBus, Topic } from '../../../events/event-bus.ts';

/** Something in an owner's list of conversations has changed. */
export interface ConversationsEvent extends BusEvent {
  /** Undefined: events were missed, and each conversation may have changed. */
  readonly conversationId?: string | undefined;
  /** Whether the conversation has just been begun. */
  readonly begun?: boolean | undefined;
}

const conversationsEvent: z.ZodType<ConversationsEvent> = z.object({
  key: z.string(),
  conversationId: z.uuid().optional(),
  begun: z.boolean().optional(),
});

/** The changes of an owner's conversations: of their titles and settings, and of what was said last in each. */
export const conversationsTopic = (ownerId: string): Topic<ConversationsEvent> => ({
  name: `conversations.${ownerId}`,
  missed: { key: '' },
  read: (value) => conversationsEvent.safeParse(value).data,
});

/** Tells those who watch their owner's list that a conversation has changed, or has gone. */
export function publishConversation(events: EventBus, ownerId: string, conversationId: string): void {
  events.publish(conversationsTopic(ownerId), { key: conversationId, conversationId, begun: false });
}

/**
 * Tells them that a conversation has been begun. The event has a key of its own, so that no change which follows takes
 * its place.
 */
export function publishBegun(events: EventBus, ownerId: string, conversationId: string): void {
  events.publish(conversationsTopic(ownerId), { key: `begun ${conversationId}`, conversationId, begun: true });
}
