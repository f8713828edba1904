import { z } from 'zod';
import type { JobTask } from '../jobs/task.ts';

export interface ImportInput {
  /** The upload that holds the archive. */
  readonly fileId: string;
}

/** Takes over the conversations of an archive. What it has stored is passed over when it is made again. */
export const importTask: JobTask<ImportInput, 'IMPORT_CONVERSATIONS'> = {
  kind: 'IMPORT_CONVERSATIONS',
  input: z.object({ fileId: z.uuid() }),
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
