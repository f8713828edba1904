import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

/** Makes vectors of its owner's memories that lack one. An index of the database keeps it to one open job an owner. */
export const embedTask: JobTask<object, 'EMBED_MEMORIES'> = {
  kind: 'EMBED_MEMORIES',
  input: z.object({}),
  attempts: 3,
  // What was done by then stays done, and another job goes on.
  timeLimitMs: 6 * 60 * 60_000,
};
