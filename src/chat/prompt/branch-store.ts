import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import { MessageRole } from '../../generated/prisma/enums.ts';
import type { Branch, BranchMessage } from './branch.ts';

/** How many messages the first page has; each further one has twice as many as the one before. */
export const FIRST_PAGE = 32;
const LARGEST_PAGE = 256;
/** How many messages back a summary is looked for. */
const MOST_STEPS = 100_000;

const branchRows = z.array(
  z.object({
    id: z.uuid(),
    parentId: z.uuid().nullable(),
    role: z.enum(MessageRole),
    content: z.string(),
    number: z.string().transform(BigInt),
    createdAt: z.string().transform((text) => new Date(text)),
    summary: z.string().nullable(),
    summaryTurns: z.int().nullable(),
    instructions: z.string().nullable(),
    systemPrompt: z.string().nullable(),
    titled: z.boolean(),
    drawsMemories: z.boolean(),
    attachmentCount: z.int(),
  }),
);
type BranchRow = z.infer<typeof branchRows>[number];

/**
 * Reads the branch that ends in a reply, from its end back; undefined when the question was deleted.
 *
 * @param first the first page, as the database's function "branchPage" gave it
 * @param isEnough asked after each page, with the messages before the question that were read so far, newest first:
 *   whether they already fill a prompt
 */
export async function readBranch(
  database: Pick<Database, 'prisma'>,
  first: unknown,
  isEnough: (before: readonly BranchMessage[]) => boolean,
): Promise<Branch | undefined> {
  const rows = branchRows.parse(first);
  const [reply, question] = rows;
  if (!reply || question?.role !== 'USER') return undefined;
  const before = rows.slice(2);
  let last = rows.at(-1);
  for (let page = 2 * FIRST_PAGE; last?.parentId && !isEnough(before); page = Math.min(2 * page, LARGEST_PAGE)) {
    const older = await readPage(database, reply.id, last.parentId, page);
    before.push(...older);
    last = older.at(-1);
  }
  const { instructions, systemPrompt, titled, drawsMemories } = reply;
  return {
    question: {
      messageId: question.id,
      number: question.number,
      createdAt: question.createdAt,
      text: question.content,
      attachmentCount: question.attachmentCount,
    },
    before,
    isWhole: !last?.parentId,
    ...(await readSummary(database, before, last?.parentId ?? undefined)),
    instructions: instructions ?? undefined,
    systemPrompt: systemPrompt ?? undefined,
    titled,
    drawsMemories,
  };
}

/** The nearest summary, be it of a message that was read or of an older one, and the messages between the two. */
async function readSummary(
  database: Pick<Database, 'prisma'>,
  before: readonly BranchRow[],
  next: string | undefined,
): Promise<Pick<Branch, 'summary' | 'unread'>> {
  const at = before.findIndex(({ summary }) => summary !== null);
  const { summary: text, summaryTurns: turns } = before[at] ?? {};
  if (text && turns) return { summary: { text, turns, at }, unread: 0 };
  if (!next) return { summary: undefined, unread: 0 };
  const { summary, unread } = await countUnread(database, next);
  return { summary: summary && { ...summary, at: before.length }, unread };
}

/** A message and those before it, newest first. */
async function readPage(
  { prisma }: Pick<Database, 'prisma'>,
  replyId: string,
  from: string,
  messages: number,
): Promise<BranchRow[]> {
  const rows = await prisma.$queryRaw<{ page: unknown }[]>`
    SELECT "branchPage"(${replyId}::uuid, ${from}::uuid, ${messages}::int) AS "page"`;
  return branchRows.parse(rows[0]?.page ?? []);
}

/**
 * Goes back from a message to the nearest summary, or else to the beginning, without reading what the messages say.
 * `unread` counts the messages with a text on the way.
 */
async function countUnread({ prisma }: Pick<Database, 'prisma'>, messageId: string) {
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
  const { turns: unread = 0, text, summaryTurns } = rows[0] ?? {};
  return { unread, summary: text && summaryTurns ? { text, turns: summaryTurns } : undefined };
}
