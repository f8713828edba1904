import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';
import type { KeptAudio } from './kept-audio.ts';

export interface SpeechInput {
  /** A reply that is whole. */
  readonly messageId: string;
  /** What the attempt that wrote the reply has spoken of it: all of it. Left out: it wasn't through with that. */
  readonly audio?: KeptAudio | undefined;
}

/** Speaks a reply. */
export const speechTask: JobTask<SpeechInput, 'SPEECH'> = {
  kind: 'SPEECH',
  input: z.object({
    messageId: z.uuid(),
    audio: z.object({ fileId: z.uuid(), seconds: z.number() }).optional(),
  }),
  attempts: 3,
  timeLimitMs: 15 * 60_000,
};
