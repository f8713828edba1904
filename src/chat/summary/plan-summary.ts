import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import { insertJob } from '../../jobs/job-store.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { Task } from '../../queue/task-queue.ts';
import type { Branch } from '../prompt/branch.ts';
import { turnsOf } from '../prompt/choose-turns.ts';
import type { ComposedPrompt } from '../prompt/compose-prompt.ts';
import { type SummarizeBranchInput, summarizeBranchTask } from './summarize-branch-task.ts';

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
  const turns = turnsOf(branch).filter(({ at }) => at < end);
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
  const statement = insertJob(
    {
      id,
      ownerId: Prisma.sql`changed."ownerId"`,
      task: summarizeBranchTask,
      input,
      conversationId: Prisma.sql`m."conversationId"`,
    },
    Prisma.sql`FROM changed, "Message" m
      WHERE m."id" = ${input.messageId}::uuid AND NOT EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id")
      FOR KEY SHARE OF m`,
  );
  return { task: { id, kind: summarizeBranchTask.kind }, statement };
}
