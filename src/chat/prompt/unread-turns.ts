import type { Database } from '../../database/database.ts';

/** What stands before the part of a branch that was read. */
export interface UnreadTurns {
  /** How many messages with a text there are before the nearest summary, or before the beginning. */
  readonly turns: number;
  readonly summary: { readonly text: string; readonly turns: number } | undefined;
}

/** So far back a summary is looked for. */
const MOST_STEPS = 100_000;

/** Goes back from a message without reading what the messages say: to the nearest summary, or else to the beginning. */
export async function countUnread({ prisma }: Pick<Database, 'prisma'>, messageId: string): Promise<UnreadTurns> {
  const rows = await prisma.$queryRaw<{ turns: number; text: string | null; summaryTurns: number | null }[]>`
    WITH RECURSIVE branch AS (
      SELECT m."id", m."parentId", m."role" IN ('USER', 'ASSISTANT') AND octet_length(m."content") > 0 AS "isTurn",
        EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id") AS "isSummed", 1 AS depth
      FROM "Message" m WHERE m."id" = ${messageId}::uuid
      UNION ALL
      SELECT m."id", m."parentId", m."role" IN ('USER', 'ASSISTANT') AND octet_length(m."content") > 0,
        EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id"), b.depth + 1
      FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m
      WHERE NOT b."isSummed" AND b.depth < ${MOST_STEPS}::int
    )
    SELECT (count(*) FILTER (WHERE b."isTurn" AND NOT b."isSummed"))::int AS "turns",
      max(s."text") AS "text", max(s."turns") AS "summaryTurns"
    FROM branch b LEFT JOIN "BranchSummary" s ON b."isSummed" AND s."messageId" = b."id"`;
  const { turns = 0, text, summaryTurns } = rows[0] ?? {};
  return { turns, summary: text && summaryTurns ? { text, turns: summaryTurns } : undefined };
}
