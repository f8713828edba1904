import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

export interface ExtractFactsInput {
  /** The user's message. */
  readonly messageId: string;
  /** The model that answered it, as provider/name: it is asked for the facts too. */
  readonly model: string;
}

/** Extracts memories from what a user said. */
export const extractFactsTask: JobTask<ExtractFactsInput, 'DRAW_MEMORIES'> = {
  kind: 'DRAW_MEMORIES',
  input: z.object({ messageId: z.uuid(), model: z.string() }),
  attempts: 3,
  timeLimitMs: 5 * 60_000,
};
