import type { ChangeJournal } from '../cache/change-journal.ts';
import type { EventBus } from '../events/event-bus.ts';
import { publishBegun, publishConversation } from './conversations/watching/conversation-events.ts';
import { ANY_MESSAGE, conversationTopic } from './messages/message-events.ts';

/** Makes known what another feature has stored: a conversation that is new, or that has more messages than before. */
export type AnnounceConversation = (ownerId: string, id: string, isNew: boolean) => Promise<void>;

export function createAnnounceConversation({
  events,
  journal,
}: {
  readonly events: EventBus;
  readonly journal: ChangeJournal;
}): AnnounceConversation {
  return async (ownerId, id, isNew) => {
    await journal.record(ownerId, ['Conversation', `Conversation:${id}`, 'Message']);
    if (isNew) {
      publishBegun(events, ownerId, id);
    } else {
      publishConversation(events, ownerId, id);
      events.publish(conversationTopic(id), { key: ANY_MESSAGE });
    }
  };
}
