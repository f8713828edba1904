import { Prisma } from '../../generated/prisma/client.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import { followUp } from '../../jobs/job-store.ts';
import { type SummarizeBranchInput, summarizeBranchTask } from './summarize-branch-task.ts';

/**
 * The job that sums up a branch up to a message, to be stored with the end of a reply. An index sees to it that a
 * conversation has one at a time; where that refuses this one, a later reply plans another.
 */
export function followUpSummary(input: SummarizeBranchInput): FollowUp {
  return followUp(
    {
      ownerId: Prisma.sql`changed."ownerId"`,
      task: summarizeBranchTask,
      input,
      conversationId: Prisma.sql`m."conversationId"`,
    },
    // The message is locked, since it may be deleted at this moment.
    Prisma.sql`FROM changed, "Message" m
      WHERE m."id" = ${input.messageId}::uuid
        AND NOT EXISTS (SELECT FROM "BranchSummary" s WHERE s."messageId" = m."id")
      FOR KEY SHARE OF m`,
  );
}
