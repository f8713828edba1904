import { createHash } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Message } from './message.ts';
import { ANY_MESSAGE, conversationTopic } from './reply-events.ts';

/** How many of a conversation's newest messages are compared after events were missed: older ones don't change. */
const COMPARED = 20;

/**
 * The messages of a conversation as they are added or changed, from now on. What changed while events were missed is
 * found by comparing.
 *
 * @param requireConversation throws when there is no such conversation
 */
export async function* watchConversation(options: {
  conversationId: string;
  ownerId: string;
  database: Database;
  events: EventBus;
  requireConversation: () => Promise<unknown>;
  signal: AbortSignal;
}): AsyncGenerator<Message> {
  const { conversationId, ownerId, events, signal } = options;
  const { message } = options.database.prisma;
  const newest = { where: { conversationId, ownerId }, orderBy: { number: 'desc' }, take: COMPARED } as const;
  const changes = events.subscribe(conversationTopic(conversationId), { signal });
  try {
    await options.requireConversation();
    const before = await message.findMany({
      ...newest,
      select: { id: true, role: true, state: true, attempt: true, content: true },
    });
    const known = new Map(before.map((each) => [each.id, looks(each)]));
    for await (const { key } of changes) {
      const found =
        key === ANY_MESSAGE
          ? (await message.findMany(newest)).filter((each) => known.get(each.id) !== looks(each)).reverse()
          : await message.findMany({ where: { id: key, ownerId } });
      for (const each of found) {
        known.set(each.id, looks(each));
        yield each;
      }
      for (const [id] of known) {
        if (known.size <= 2 * COMPARED) break;
        known.delete(id);
      }
    }
  } finally {
    await changes.return?.();
  }
}

/** What tells two states of a message apart; a user's may have been edited, and its text is kept short. */
function looks({ role, state, attempt, content }: Pick<Message, 'role' | 'state' | 'attempt' | 'content'>): string {
  const text = role === 'USER' ? createHash('sha256').update(content).digest('base64url') : '';
  return `${state} ${attempt} ${text}`;
}
