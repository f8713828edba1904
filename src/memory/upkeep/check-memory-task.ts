import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

/** Compares its owner's memories with the index. An index of the database keeps it to one open job an owner. */
export const checkMemoryTask: JobTask<object, 'CHECK_MEMORY'> = {
  kind: 'CHECK_MEMORY',
  input: z.object({}),
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
