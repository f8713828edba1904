import { z } from 'zod';
import type { JobTask } from '../jobs/task.ts';

/** Packs everything that its owner has. There is nothing to be told. */
export type ExportInput = Readonly<Record<string, never>>;

export const exportTask: JobTask<ExportInput, 'EXPORT_DATA'> = {
  kind: 'EXPORT_DATA',
  input: z.strictObject({}),
  attempts: 3,
  timeLimitMs: 30 * 60_000,
};
