import { createHash } from 'node:crypto';
import { NotFoundError } from '../../../errors.ts';
import type { BusEvent, EventBus } from '../../../events/event-bus.ts';
import { EventReader } from '../../../events/event-reader.ts';
import type { Message } from '../../messages/message.ts';
import { ANY_MESSAGE, conversationTopic } from '../../messages/message-events.ts';
import type { MessageStore, MessageVersion } from '../../messages/message-store.ts';
import type { ConversationStore } from '../conversation-store.ts';
import { forgetFirst } from './forget-first.ts';

/** How many of the newest messages are compared after events were missed: older ones don't change. */
const COMPARED = 20;
/** How long without an event until messages are compared anyway: an event may have been lost, also of the deletion. */
const REREAD_MS = 5_000;

interface Watching {
  readonly conversationId: string;
  readonly ownerId: string;
  readonly conversations: Pick<ConversationStore, 'has'>;
  readonly messages: Pick<MessageStore, 'byIds' | 'versions'>;
  readonly events: EventBus;
  readonly signal: AbortSignal;
}

/**
 * The messages of a conversation as they are added or changed, from when this resolves, until it is deleted. After
 * missed events it compares what is stored with what it knows, and yields what is different.
 *
 * @throws {NotFoundError} when the conversation isn't there at the beginning
 */
export async function watchConversation(watching: Watching): Promise<AsyncGenerator<Message>> {
  const { conversationId, ownerId, conversations, events, signal } = watching;
  const changes = events.subscribe(conversationTopic(conversationId), { signal });
  try {
    if (!(await conversations.has(ownerId, conversationId))) throw new NotFoundError('conversation');
    return changesOfMessages(changes, await newestOf(watching), watching);
  } catch (error) {
    await changes.return?.();
    throw error;
  }
}

async function* changesOfMessages(
  subscribed: AsyncIterableIterator<BusEvent>,
  before: readonly MessageVersion[],
  watching: Watching,
): AsyncGenerator<Message> {
  const { conversationId, ownerId, conversations, messages, signal } = watching;
  const changes = new EventReader(subscribed);
  const known = new Map(before.map((each) => [each.id, told(each)]));
  try {
    for (;;) {
      const next = await changes.nextWithin(REREAD_MS);
      if (next === 'closed' || signal.aborted) return;
      let ids = next === 'quiet' || next.key === ANY_MESSAGE ? undefined : [next.key];
      if (!ids) {
        if (!(await conversations.has(ownerId, conversationId))) return;
        ids = (await newestOf(watching)).filter((each) => known.get(each.id) !== told(each)).map(({ id }) => id);
      }
      for (const message of await oldestFirst(messages, ownerId, ids)) {
        known.set(message.id, told(versionOf(message)));
        yield message;
      }
      forgetFirst(known, 2 * COMPARED);
    }
  } finally {
    await subscribed.return?.();
  }
}

function newestOf({ messages, ownerId, conversationId }: Watching): Promise<MessageVersion[]> {
  return messages.versions(ownerId, conversationId, COMPARED);
}

async function oldestFirst(
  messages: Pick<MessageStore, 'byIds'>,
  ownerId: string,
  ids: readonly string[],
): Promise<Message[]> {
  if (ids.length === 0) return [];
  const found = (await messages.byIds(ownerId, ids)).filter((message) => message !== undefined);
  return found.sort((one, other) => (one.number < other.number ? -1 : 1));
}

function versionOf({ id, role, state, attempt, content }: Message): MessageVersion {
  const textHash = role === 'USER' ? createHash('md5').update(content).digest('hex') : null;
  return { id, state, attempt, textHash };
}

function told({ state, attempt, textHash }: MessageVersion): string {
  return `${state} ${attempt} ${textHash ?? ''}`;
}
