import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

export interface SummarizeBranchInput {
  /** The message up to which the branch is summed up. */
  readonly messageId: string;
  /** The model that answers in the conversation, as provider/name: it is asked for the summary too. */
  readonly model: string;
}

/** Sums up the beginning of a branch for the prompts of its later replies. */
export const summarizeBranchTask: JobTask<SummarizeBranchInput, 'SUMMARIZE_BRANCH'> = {
  kind: 'SUMMARIZE_BRANCH',
  input: z.object({ messageId: z.uuid(), model: z.string() }),
  attempts: 3,
  timeLimitMs: 15 * 60_000,
};
