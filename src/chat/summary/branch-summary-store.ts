import type { Database } from '../../database/database.ts';
import { inOrder } from '../../database/in-order.ts';
import { transcriptLine } from './transcript.ts';

/** A message whose text is to be summed up. */
export interface PathMessage {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT';
}

/** The messages of a branch from its nearest summary to a message. */
export interface SummaryPath {
  /** The nearest summary; undefined when there is none. */
  readonly before: { readonly text: string; readonly turns: number } | undefined;
  /** The messages with a text after that summary, oldest first; empty when the message itself has a summary. */
  readonly messages: readonly PathMessage[];
}

/** The summaries of branches. Each is stored with the last message that it sums up, and belongs to its owner alone. */
export interface BranchSummaryStore {
  /** Undefined when the message was deleted, or isn't the owner's. */
  pathTo(ownerId: string, messageId: string): Promise<SummaryPath | undefined>;
  /** The messages of a path as lines of a transcript, without those that were deleted meanwhile. */
  lines(messages: readonly PathMessage[]): AsyncGenerator<string>;
  /** Stores a summary, unless the message has one. False when the message was deleted. */
  put(ownerId: string, summary: { messageId: string; text: string; turns: number; model: string }): Promise<boolean>;
}

/** The most messages that a path goes back. */
const MOST_STEPS = 100_000;
/** How many messages' texts are read at once. */
const PAGE = 64;

export function createBranchSummaryStore({ prisma }: Pick<Database, 'prisma'>): BranchSummaryStore {
  return {
    async pathTo(ownerId, messageId) {
      const rows = await prisma.$queryRaw<PathRow[]>`
        WITH RECURSIVE branch AS (
          SELECT m."id", m."parentId", m."role", octet_length(m."content") > 0 AS "saysSomething",
            EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id") AS "isSummed", 1 AS depth
          FROM "Message" m WHERE m."id" = ${messageId}::uuid AND m."ownerId" = ${ownerId}::uuid
          UNION ALL
          SELECT m."id", m."parentId", m."role", octet_length(m."content") > 0,
            EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id"), b.depth + 1
          FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m
          WHERE NOT b."isSummed" AND b.depth < ${MOST_STEPS}::int
        )
        SELECT b."id", b."role", b."saysSomething", s."text", s."turns"
        FROM branch b LEFT JOIN "BranchSummary" s ON b."isSummed" AND s."messageId" = b."id" ORDER BY b.depth DESC`;
      const [first] = rows;
      if (!first) return undefined;
      const { text, turns } = first;
      const before = text !== null && turns !== null ? { text, turns } : undefined;
      const following = before ? rows.slice(1) : rows;
      return {
        before,
        messages: following.flatMap(({ id, role, saysSomething }) =>
          saysSomething && (role === 'USER' || role === 'ASSISTANT') ? [{ id, role }] : [],
        ),
      };
    },
    async *lines(messages) {
      for (let from = 0; from < messages.length; from += PAGE) {
        const ids = messages.slice(from, from + PAGE).map(({ id }) => id);
        const rows = await prisma.message.findMany({
          where: { id: { in: ids } },
          select: { id: true, role: true, content: true },
        });
        for (const row of inOrder(ids, rows, ({ id }) => id)) if (row) yield transcriptLine(row);
      }
    },
    async put(ownerId, { messageId, text, turns, model }) {
      // The lock waits for a deletion of the message that is under way; the summary then isn't stored.
      const added = await prisma.$executeRaw`
        INSERT INTO "BranchSummary" ("messageId", "ownerId", "text", "turns", "model")
        SELECT m."id", m."ownerId", ${text}, ${turns}::int, ${model} FROM "Message" m
        WHERE m."id" = ${messageId}::uuid AND m."ownerId" = ${ownerId}::uuid FOR KEY SHARE OF m
        ON CONFLICT ("messageId") DO NOTHING`;
      return added > 0 || (await prisma.message.count({ where: { id: messageId, ownerId } })) > 0;
    },
  };
}

interface PathRow {
  readonly id: string;
  readonly role: string;
  readonly saysSomething: boolean;
  readonly text: string | null;
  readonly turns: number | null;
}
