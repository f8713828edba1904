import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Message } from '../messages/message.ts';
import { inRange, messageOrder } from '../messages/message-range-store.ts';
import { transcriptLine } from './transcript.ts';

/** A conversation as it is read to be summed up. Somebody else's conversation is as if it were empty. */
export interface ConversationTextStore {
  /** How many messages with a text it has. */
  countTexts(conversationId: string, ownerId: string): Promise<number>;
  /** The texts of its messages, oldest first, a line each. */
  lines(conversationId: string, ownerId: string): AsyncGenerator<string>;
  /** The model that answered in it last, as provider/name. */
  lastModel(conversationId: string, ownerId: string): Promise<string | undefined>;
}

const PAGE = 100;

export function createConversationTextStore({ prisma }: Pick<Database, 'prisma'>): ConversationTextStore {
  return {
    countTexts: (conversationId, ownerId) =>
      prisma.message.count({ where: { conversationId, ownerId, content: { not: '' } } }),
    async *lines(conversationId, ownerId) {
      let after = 0n;
      for (;;) {
        const rows = await prisma.$queryRaw<Pick<Message, 'number' | 'role' | 'content'>[]>`
          SELECT "number", "role"::text, "content" FROM "Message"
          WHERE ${inRange(Prisma.sql`${conversationId}::uuid`, { gt: after })} AND "ownerId" = ${ownerId}::uuid
            AND "content" <> '' ${messageOrder('asc')} LIMIT ${PAGE}::int`;
        yield* rows.map(transcriptLine);
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = last.number;
      }
    },
    async lastModel(conversationId, ownerId) {
      const [last] = await prisma.$queryRaw<{ model: string }[]>`
        SELECT "model" FROM "Message" WHERE ${inRange(Prisma.sql`${conversationId}::uuid`)}
          AND "ownerId" = ${ownerId}::uuid AND "model" IS NOT NULL ${messageOrder('desc')} LIMIT 1`;
      return last?.model;
    },
  };
}
