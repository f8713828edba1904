import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { EventReader } from '../../events/event-reader.ts';
import type { Message } from '../messages/message.ts';
import { ANY_MESSAGE, conversationTopic } from '../messages/message-events.ts';

/** How many of a conversation's newest messages are compared after events were missed: older ones don't change. */
const COMPARED = 20;
/** How often they are compared although no event came: one may have been lost, that of the deletion too. */
const REREAD_MS = 5_000;

/** A message as far as changes of it show. */
interface Look {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  /** Of a user's message, which may be edited, the MD5 of its text. */
  readonly text: string | null;
}

/**
 * The messages of a conversation as they are added or changed, from now on, until it is deleted. What changed while events
 * were missed is found by comparing.
 *
 * @param isThere whether the conversation (still) is @param notThere thrown when it isn't at the beginning
 */
export async function* watchConversation(options: {
  conversationId: string;
  ownerId: string;
  database: Database;
  events: EventBus;
  isThere: () => Promise<boolean>;
  notThere: Error;
  signal: AbortSignal;
}): AsyncGenerator<Message> {
  const { conversationId, ownerId, events, isThere } = options;
  const { prisma } = options.database;
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  const changes = new EventReader(events.subscribe(conversationTopic(conversationId), { signal }));
  const newest = () => prisma.$queryRaw<Look[]>`
    SELECT "id", "state"::text, "attempt", CASE WHEN "role" = 'USER' THEN md5("content") END AS "text" FROM "Message"
    WHERE "conversationId" = ${conversationId}::uuid AND "ownerId" = ${ownerId}::uuid ORDER BY "number" DESC LIMIT ${COMPARED}`;
  try {
    if (!(await isThere())) throw options.notThere;
    const known = new Map((await newest()).map((each) => [each.id, told(each)]));
    for (;;) {
      const next = await changes.nextWithin(REREAD_MS);
      if (next === 'closed' || signal.aborted) return;
      let ids = next === 'quiet' || next.key === ANY_MESSAGE ? undefined : [next.key];
      if (!ids) {
        if (!(await isThere())) return;
        ids = (await newest()).filter((each) => known.get(each.id) !== told(each)).map(({ id }) => id);
      }
      if (ids.length === 0) continue;
      const found = await prisma.message.findMany({ where: { id: { in: ids }, ownerId }, orderBy: { number: 'asc' } });
      for (const each of found) {
        known.set(each.id, told(lookOf(each)));
        yield each;
      }
      for (const [id] of known) {
        if (known.size <= 2 * COMPARED) break;
        known.delete(id);
      }
    }
  } finally {
    done.abort();
  }
}

function lookOf({ id, role, state, attempt, content }: Message): Look {
  return { id, state, attempt, text: role === 'USER' ? createHash('md5').update(content).digest('hex') : null };
}

function told({ state, attempt, text }: Look): string {
  return `${state} ${attempt} ${text ?? ''}`;
}
