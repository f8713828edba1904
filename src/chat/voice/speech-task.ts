import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

export interface SpeechInput {
  /** A reply that is whole. */
  readonly messageId: string;
}

/** Speaks a reply. */
export const speechTask: JobTask<SpeechInput, 'SPEECH'> = {
  kind: 'SPEECH',
  input: z.object({ messageId: z.uuid() }),
  attempts: 3,
  timeLimitMs: 15 * 60_000,
};
