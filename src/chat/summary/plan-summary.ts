import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { Task } from '../../queue/task-queue.ts';
import type { Branch } from '../prompt/branch.ts';
import { historyOf } from '../prompt/choose-history.ts';
import type { ComposedPrompt } from '../prompt/compose-prompt.ts';

/** What the job that sums up a branch is told. */
export interface SummarizeBranchInput {
  /** The message up to which it goes. */
  readonly messageId: string;
  /** The model that answers in the conversation, as provider/name: it is asked for the summary too. */
  readonly model: string;
}

/** Begun so often at most, counting processes that died. */
export const SUMMARIZE_BRANCH_ATTEMPTS = 3;

/** A summary is begun when what it would stand for, and what follows, fills so much of the room: before anything falls out. */
const BEGIN_AT = 3 / 4;
/** So much of the room is left to the newest turns, which it doesn't stand for: the next one is begun when more has come. */
const LEAVE = 1 / 2;

/**
 * Decides whether a branch has grown so long that its beginning is to be summed up, and up to which message: to an answer, so
 * that what follows begins with the user's turn. Undefined while there is room enough.
 */
export function summaryPoint(
  branch: Branch,
  { reply, historyTokens, context }: { reply: string; context: ModelContext } & Pick<ComposedPrompt, 'historyTokens'>,
): string | undefined {
  const end = branch.summary?.at ?? Number.POSITIVE_INFINITY;
  const turns = historyOf(branch).filter(({ at }) => at < end);
  // The exchange that has just ended is part of the history from now on.
  let newer = context.tokensOfTurn(reply) + context.tokensOfTurn(branch.question.text);
  const tokens = turns.reduce((sum, { content }) => sum + context.tokensOfTurn(content), newer);
  if (tokens <= historyTokens * BEGIN_AT && branch.unread === 0) return undefined;
  let point: string | undefined;
  for (const { id, role, content } of turns) {
    if (point && newer > historyTokens * LEAVE) break;
    if (role === 'assistant') point = id;
    newer += context.tokensOfTurn(content);
  }
  return point;
}

/**
 * The job that sums up a branch up to a message, and the statement that stores it within the one that ends a reply: it reads
 * the reply's job from `changed`.
 */
export function planSummary(input: SummarizeBranchInput): { readonly task: Task; readonly statement: Prisma.Sql } {
  const id = randomUUID();
  // An index sees to it that a conversation has one at a time; the reply after it plans again. The message is locked, since it
  // may be deleted at this moment.
  const statement = Prisma.sql`
    INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit", "conversationId")
    SELECT ${id}::uuid, changed."ownerId", 'SUMMARIZE_BRANCH'::"JobKind", ${JSON.stringify(input)}::jsonb,
      ${SUMMARIZE_BRANCH_ATTEMPTS}::int, m."conversationId"
    FROM changed, "Message" m
    WHERE m."id" = ${input.messageId}::uuid AND NOT EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id")
    FOR KEY SHARE OF m
    ON CONFLICT DO NOTHING`;
  return { task: { id, kind: 'SUMMARIZE_BRANCH' }, statement };
}
