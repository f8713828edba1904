import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { type Page, type PageRequest, pageOf, pageQuery } from '../../database/page.ts';
import type { Message } from './message.ts';

/** Of whose messages, and of which conversations. */
export interface Conversations {
  readonly ownerId: string;
  readonly ids: readonly string[];
}

/** A page of each conversation's messages, oldest first, in the order of the ids; one statement, which reads those rows alone. */
export async function pagesOfMessages(
  database: Database,
  conversations: Conversations,
  page: PageRequest,
): Promise<Page<Message>[]> {
  const rows = await slicesOf(database, conversations, pageQuery(page, 'ascending'));
  return slices(conversations.ids, rows).map((found) => pageOf(found, page));
}

/** The newest message of each conversation, in the order of the ids. */
export async function newestMessages(
  database: Database,
  conversations: Conversations,
): Promise<(Message | undefined)[]> {
  const rows = await slicesOf(database, conversations, { where: {}, direction: 'desc', take: 1 });
  return slices(conversations.ids, rows).map(([newest]) => newest);
}

/** The first rows of each conversation, by a look-up in the index for each; Prisma would read them all and choose here. */
function slicesOf(
  { prisma }: Database,
  { ownerId, ids }: Conversations,
  { where, direction, take }: ReturnType<typeof pageQuery>,
): Promise<Message[]> {
  const { gt, lt } = where;
  const above = gt === undefined ? Prisma.empty : Prisma.sql`AND "number" > ${gt}`;
  const below = lt === undefined ? Prisma.empty : Prisma.sql`AND "number" < ${lt}`;
  return prisma.$queryRaw<Message[]>`
    SELECT m.* FROM unnest(${[...new Set(ids)]}::uuid[]) AS c("id"), LATERAL (
      SELECT * FROM "Message" WHERE "conversationId" = c."id" AND "ownerId" = ${ownerId}::uuid ${above} ${below}
      ORDER BY "number" ${Prisma.raw(direction)} LIMIT ${take}
    ) m ORDER BY m."number" ${Prisma.raw(direction)}`;
}

function slices(ids: readonly string[], rows: readonly Message[]): Message[][] {
  const byConversation = new Map<string, Message[]>(ids.map((id) => [id, []]));
  for (const row of rows) byConversation.get(row.conversationId)?.push(row);
  return ids.map((id) => byConversation.get(id) ?? []);
}
