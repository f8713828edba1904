import type { JobTask } from '../../jobs/task.ts';
import { type MemoryWork, memoryWork } from './memory-work.ts';

/** Compares partitions with the database. An index of the database keeps it to one open job an owner. */
export const checkMemoryTask: JobTask<MemoryWork, 'CHECK_MEMORY'> = {
  kind: 'CHECK_MEMORY',
  input: memoryWork,
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
