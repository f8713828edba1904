import type { Database } from '../database/database.ts';
import type { Turn } from '../models/model.ts';

/** What a reply answers: the turns that lead to it, oldest first, and what the conversation says of itself. */
export interface Branch {
  readonly turns: readonly Turn[];
  /** The user's turn that is answered, and its text; the message is the source of what is remembered from it. */
  readonly question: {
    readonly messageId: string;
    readonly number: bigint;
    readonly createdAt: Date;
    readonly text: string;
  };
  /** Whether the first exchange has yet to give the conversation its title. */
  readonly titled: boolean;
  /** Whether facts may be drawn from what is said in it, by its own switch and its owner's. */
  readonly drawsMemories: boolean;
}

/** At most so many messages, and so many UTF-16 units of text, of the end of the branch; older ones are left out. */
const MOST_TURNS = 200;
const MOST_TEXT = 200_000;

interface BranchRow {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT' | 'SYSTEM' | 'TOOL';
  readonly content: string;
  readonly number: bigint;
  readonly createdAt: Date;
  readonly depth: number;
  readonly systemPrompt: string | null;
  readonly titled: boolean;
  readonly drawsMemories: boolean;
}

const ROLES = { USER: 'user', ASSISTANT: 'assistant', SYSTEM: 'system' } as const;

/** Reads the branch that ends in a reply; undefined when the reply was deleted. */
export async function readBranch({ prisma }: Database, replyId: string): Promise<Branch | undefined> {
  // Each step is a look-up of its own, and so is the conversation: as joins the planner would read whole tables.
  const rows = await prisma.$queryRaw<BranchRow[]>`
    WITH RECURSIVE branch AS (
      SELECT "id", "parentId", "role", "content", "number", "createdAt", 0 AS depth FROM "Message" WHERE "id" = ${replyId}::uuid
      UNION ALL
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", b.depth + 1
      FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m WHERE b.depth < ${MOST_TURNS}::int
    ),
    conversation AS MATERIALIZED (
      SELECT "systemPrompt", "titled",
        "drawsMemories" AND (SELECT u."drawsMemories" FROM "User" u WHERE u."id" = "ownerId") AS "drawsMemories"
      FROM "Conversation"
      WHERE "id" = (SELECT "conversationId" FROM "Message" WHERE "id" = ${replyId}::uuid)
    )
    SELECT b."id", b."role", b."content", b."number", b."createdAt", b.depth, c."systemPrompt", c."titled", c."drawsMemories"
    FROM branch b, conversation c ORDER BY b.depth`;
  const [reply, ...before] = rows;
  const question = before.find(({ role }) => role === 'USER');
  if (!reply || !question) return undefined;
  return {
    turns: [
      ...(reply.systemPrompt ? [{ role: 'system', content: reply.systemPrompt } as const] : []),
      ...newestTurns(before),
    ],
    question: {
      messageId: question.id,
      number: question.number,
      createdAt: question.createdAt,
      text: question.content,
    },
    titled: reply.titled,
    drawsMemories: reply.drawsMemories,
  };
}

/** From newest to oldest while there is room, then turned round. A reply without text says nothing and is left out. */
function newestTurns(newestFirst: readonly BranchRow[]): Turn[] {
  const turns: Turn[] = [];
  let room = MOST_TEXT;
  for (const { role, content } of newestFirst) {
    room -= content.length;
    if (room < 0 && turns.length > 0) break;
    if (content && role !== 'TOOL') turns.push({ role: ROLES[role], content });
  }
  return turns.reverse();
}
