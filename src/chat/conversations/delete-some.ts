import { UnavailableError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { ANY_MESSAGE, conversationTopic, replyTopic } from '../messages/message-events.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { deleteReplyLogs } from '../replies/log/delete-reply-logs.ts';
import type { ReplyLog } from '../replies/log/reply-log.ts';
import type { ConversationStore } from './conversation-store.ts';
import { publishConversation } from './watching/conversation-events.ts';

/** How many conversations, and how many of their messages, are deleted at once. */
const CONVERSATIONS_AT_ONCE = 200;
const MESSAGES_AT_ONCE = 1_000;

/** What a call has deleted. */
export interface DeletedChat {
  readonly conversations: number;
  readonly messages: number;
}

/**
 * Makes the function that deletes some of what an owner who leaves has said and been answered; nothing when nothing is
 * left. Messages go the newest first, so that none takes a long branch along with it, and the log of a reply goes
 * before its row: when the process dies in between, the rows that are left say what is left to do.
 */
export function createDeleteSome({
  conversations,
  messages,
  log,
  events,
}: {
  conversations: Pick<ConversationStore, 'some' | 'deleteEmptied'>;
  messages: Pick<MessageStore, 'newestIn' | 'delete'>;
  log: Pick<ReplyLog, 'delete'>;
  events: EventBus;
}): (ownerId: string) => Promise<DeletedChat> {
  const deleteLogs = (ids: readonly string[]) =>
    deleteReplyLogs(log, ids).catch((cause: unknown) => {
      const message = 'The logs of replies can’t be deleted just now: call again to go on from here.';
      throw new UnavailableError(message, { cause });
    });

  return async (ownerId) => {
    const ids = await conversations.some(ownerId, CONVERSATIONS_AT_ONCE);
    const heads = await messages.newestIn(ownerId, ids, MESSAGES_AT_ONCE);
    const replyIds = heads.filter(({ role }) => role === 'ASSISTANT').map(({ id }) => id);
    if (replyIds.length > 0) await deleteLogs(replyIds);
    const deleted =
      heads.length > 0
        ? await messages.delete(
            ownerId,
            heads.map(({ id }) => id),
          )
        : 0;
    const open = heads.filter(({ state }) => state === 'PENDING' || state === 'STREAMING');
    for (const { id: key } of open) events.publish(replyTopic(key), { key });
    if (heads.length === MESSAGES_AT_ONCE) return { conversations: 0, messages: deleted };
    const emptied = ids.length > 0 ? await conversations.deleteEmptied(ownerId, ids) : 0;
    // Those who watch read again at this, and find that the conversation has gone.
    for (const id of ids) {
      events.publish(conversationTopic(id), { key: ANY_MESSAGE });
      publishConversation(events, ownerId, id);
    }
    return { conversations: emptied, messages: deleted };
  };
}
