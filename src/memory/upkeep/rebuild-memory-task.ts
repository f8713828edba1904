import type { JobTask } from '../../jobs/task.ts';
import { type MemoryWork, memoryWork } from './check-memory-task.ts';

/** Makes partitions again. An index of the database keeps it to one open job an owner. */
export const rebuildMemoryTask: JobTask<MemoryWork, 'REBUILD_MEMORY'> = {
  kind: 'REBUILD_MEMORY',
  input: memoryWork,
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
