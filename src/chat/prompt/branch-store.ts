import type { Database } from '../../database/database.ts';
import { countUnread } from './unread-turns.ts';

/** What a reply answers: the messages that lead to it, as far as they were read, and what the conversation says of itself. */
export interface Branch {
  /** The user's turn that is answered, and its text; the message is the source of what is remembered from it. */
  readonly question: {
    readonly messageId: string;
    readonly number: bigint;
    readonly createdAt: Date;
    readonly text: string;
  };
  /** Those before the question, newest first. */
  readonly before: readonly BranchMessage[];
  /** Whether they go back to the beginning. */
  readonly isWhole: boolean;
  /** The nearest summary of its beginning. */
  readonly summary: BranchSummary | undefined;
  /** How many older turns were neither read nor stand in the summary. */
  readonly unread: number;
  readonly systemPrompt: string | undefined;
  /** Whether the first exchange has yet to give the conversation its title. */
  readonly titled: boolean;
  /** Whether facts may be drawn from what is said in it, by its own switch and its owner's. */
  readonly drawsMemories: boolean;
}

export interface BranchMessage {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT' | 'SYSTEM' | 'TOOL';
  readonly content: string;
}

/** What was said up to a message of the branch, that one included. */
export interface BranchSummary {
  readonly text: string;
  /** How many turns it sums up. */
  readonly turns: number;
  /** The place in `before` of the newest message that it sums up; past its end when that wasn't read. */
  readonly at: number;
}

/** Messages that are read at once: most conversations are shorter, and in the others each page is twice the one before. */
const FIRST_PAGE = 32;
const LARGEST_PAGE = 256;

interface BranchRow extends BranchMessage {
  readonly parentId: string | null;
  readonly number: bigint;
  readonly createdAt: Date;
  readonly summary: string | null;
  readonly summaryTurns: number | null;
  readonly systemPrompt: string | null;
  readonly titled: boolean;
  readonly drawsMemories: boolean;
}

/**
 * Reads the branch that ends in a reply, from its end back; undefined when the reply was deleted.
 *
 * @param isEnough told of what was read before the question, newest first, after each page: whether older messages would
 *   have no room in a prompt anyway
 */
export async function readBranch(
  database: Database,
  replyId: string,
  isEnough: (before: readonly BranchMessage[]) => boolean,
): Promise<Branch | undefined> {
  const rows = await readPage(database, replyId, replyId, FIRST_PAGE);
  const [reply, question] = rows;
  if (!reply || question?.role !== 'USER') return undefined;
  const before = rows.slice(2);
  let last = rows.at(-1);
  for (let page = 2 * FIRST_PAGE; last?.parentId && !isEnough(before); page = Math.min(2 * page, LARGEST_PAGE)) {
    const older = await readPage(database, replyId, last.parentId, page);
    before.push(...older);
    last = older.at(-1);
  }
  const { systemPrompt, titled, drawsMemories } = reply;
  return {
    question: {
      messageId: question.id,
      number: question.number,
      createdAt: question.createdAt,
      text: question.content,
    },
    before,
    isWhole: !last?.parentId,
    ...(await beyond(database, before, last?.parentId ?? undefined)),
    systemPrompt: systemPrompt ?? undefined,
    titled,
    drawsMemories,
  };
}

/** The nearest summary among what was read, or before it. */
async function beyond(
  database: Database,
  before: readonly BranchRow[],
  next: string | undefined,
): Promise<Pick<Branch, 'summary' | 'unread'>> {
  const at = before.findIndex(({ summary }) => summary !== null);
  const { summary: text, summaryTurns: turns } = before[at] ?? {};
  if (text && turns) return { summary: { text, turns, at }, unread: 0 };
  if (!next) return { summary: undefined, unread: 0 };
  const { summary, turns: unread } = await countUnread(database, next);
  return { summary: summary && { ...summary, at: before.length }, unread };
}

/** A message and those before it, newest first. */
function readPage({ prisma }: Database, replyId: string, from: string, messages: number): Promise<BranchRow[]> {
  // Each step is a look-up of its own, and so is the conversation: as joins the planner would read whole tables.
  return prisma.$queryRaw<BranchRow[]>`
    WITH RECURSIVE branch AS (
      SELECT "id", "parentId", "role", "content", "number", "createdAt", 1 AS depth FROM "Message" WHERE "id" = ${from}::uuid
      UNION ALL
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", b.depth + 1
      FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m WHERE b.depth < ${messages}::int
    ),
    conversation AS MATERIALIZED (
      SELECT "systemPrompt", "titled",
        "drawsMemories" AND (SELECT u."drawsMemories" FROM "User" u WHERE u."id" = "ownerId") AS "drawsMemories"
      FROM "Conversation"
      WHERE "id" = (SELECT "conversationId" FROM "Message" WHERE "id" = ${replyId}::uuid)
    )
    SELECT b."id", b."parentId", b."role", b."content", b."number", b."createdAt", s."text" AS "summary", s."turns" AS "summaryTurns",
      c."systemPrompt", c."titled", c."drawsMemories"
    FROM conversation c, branch b
      LEFT JOIN LATERAL (SELECT "text", "turns" FROM "BranchSummary" WHERE "messageId" = b."id" OFFSET 0) s ON TRUE
    ORDER BY b.depth`;
}
