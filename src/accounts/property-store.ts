import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** How much a user has. */
export interface Property {
  readonly conversations: number;
  readonly messages: number;
  readonly memories: number;
  readonly jobs: number;
}

/** Counts what users have, for whoever runs the server, who sees numbers alone. */
export interface PropertyStore {
  of(userId: string): Promise<Property>;
  /** Each counts for many users with one statement, in the order of their ids. */
  readonly counts: Readonly<
    Record<'conversations' | 'messages' | 'memories', (userIds: readonly string[]) => Promise<number[]>>
  >;
}

export function createPropertyStore({ prisma }: Pick<Database, 'prisma'>): PropertyStore {
  const count = async (ids: readonly string[], from: Prisma.Sql): Promise<number[]> => {
    const rows = await prisma.$queryRaw<{ ownerId: string; count: number }[]>`
      SELECT o."ownerId"::text, count(*)::int AS "count" FROM ${from} WHERE o."ownerId" = ANY(${[...ids]}::uuid[])
      GROUP BY o."ownerId"`;
    return inOrder(ids, rows, ({ ownerId }) => ownerId).map((row) => row?.count ?? 0);
  };
  return {
    counts: {
      conversations: (ids) => count(ids, Prisma.sql`"Conversation" o`),
      messages: (ids) => count(ids, Prisma.sql`"Conversation" o JOIN "Message" m ON m."conversationId" = o."id"`),
      memories: (ids) => count(ids, Prisma.sql`"Memory" o`),
    },
    async of(ownerId) {
      const where = { ownerId };
      const [conversations, messages, memories, jobs] = await Promise.all([
        prisma.conversation.count({ where }),
        prisma.message.count({ where: { conversation: where } }),
        prisma.memory.count({ where }),
        prisma.job.count({ where }),
      ]);
      return { conversations, messages, memories, jobs };
    },
  };
}
