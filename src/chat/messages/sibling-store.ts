import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Message } from './message.ts';

/** What tells which messages are siblings of one. */
export type SiblingKey = Pick<Message, 'id' | 'conversationId' | 'parentId'>;

/** The most siblings that a message tells of. */
export const MOST_SIBLINGS = 100;

/**
 * Of each message, in their order, the ids of those that share its parent, itself among them, oldest first; of first
 * messages those of the same conversation. Of more than {@link MOST_SIBLINGS} it is the newest, and itself.
 *
 * One statement looks each parent up in the index of parents, and each conversation in the index of first messages.
 */
export async function siblingIdsOf(
  { run }: Pick<Database, 'run'>,
  ownerId: string,
  messages: readonly SiblingKey[],
): Promise<string[][]> {
  const parentIds = new Set(messages.flatMap(({ parentId }) => parentId ?? []));
  const conversationIds = new Set(messages.flatMap((each) => (each.parentId ? [] : each.conversationId)));
  const rows = await run<{ readonly id: string; readonly under: string }>(Prisma.sql`
    SELECT f."id", f."under" FROM (
      SELECT p."id" AS "under", s."id", s."number" FROM unnest(${[...parentIds]}::uuid[]) AS p("id"), LATERAL (
        SELECT "id", "number" FROM "Message" WHERE "parentId" = p."id" AND "ownerId" = ${ownerId}::uuid
        ORDER BY "number" DESC LIMIT ${MOST_SIBLINGS}::int
      ) s
      UNION ALL
      SELECT c."id", s."id", s."number" FROM unnest(${[...conversationIds]}::uuid[]) AS c("id"), LATERAL (
        SELECT "id", "number" FROM "Message" WHERE "conversationId" = c."id" AND "parentId" IS NULL
          AND "ownerId" = ${ownerId}::uuid
        ORDER BY "number" DESC LIMIT ${MOST_SIBLINGS}::int
      ) s
    ) f ORDER BY f."number"`);
  const byParent = new Map<string, string[]>([...parentIds, ...conversationIds].map((id) => [id, []]));
  for (const { id, under } of rows) byParent.get(under)?.push(id);
  return messages.map(({ id, conversationId, parentId }) => {
    const ids = byParent.get(parentId ?? conversationId) ?? [];
    return ids.includes(id) ? ids : [id, ...ids.slice(1 - MOST_SIBLINGS)];
  });
}
