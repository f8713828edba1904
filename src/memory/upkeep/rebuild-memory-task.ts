import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

/** Makes the memory index again. An index of the database keeps it to one open job an owner. */
export const rebuildMemoryTask: JobTask<object, 'REBUILD_MEMORY'> = {
  kind: 'REBUILD_MEMORY',
  input: z.object({}),
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
