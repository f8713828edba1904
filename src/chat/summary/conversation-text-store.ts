import type { Database } from '../../database/database.ts';
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
    countTexts: (conversationId, ownerId) => prisma.message.count({ where: textsOf(conversationId, ownerId) }),
    async *lines(conversationId, ownerId) {
      let after = 0n;
      for (;;) {
        const rows = await prisma.message.findMany({
          where: { ...textsOf(conversationId, ownerId), number: { gt: after } },
          select: { number: true, role: true, content: true },
          orderBy: { number: 'asc' },
          take: PAGE,
        });
        yield* rows.map(transcriptLine);
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = last.number;
      }
    },
    async lastModel(conversationId, ownerId) {
      const last = await prisma.message.findFirst({
        where: { conversationId, ownerId, model: { not: null } },
        select: { model: true },
        orderBy: { number: 'desc' },
      });
      return last?.model ?? undefined;
    },
  };
}

function textsOf(conversationId: string, ownerId: string) {
  return { conversationId, ownerId, content: { not: '' } };
}
