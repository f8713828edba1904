import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

export interface SummarizeConversationInput {
  readonly conversationId: string;
}

/** Sums up a conversation for its owner, who asked for it. */
export const summarizeConversationTask: JobTask<SummarizeConversationInput, 'SUMMARIZE_CONVERSATION'> = {
  kind: 'SUMMARIZE_CONVERSATION',
  input: z.object({ conversationId: z.uuid() }),
  attempts: 3,
  timeLimitMs: 15 * 60_000,
};
