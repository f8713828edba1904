import { z } from 'zod';
import type { JobTask } from '../../jobs/task.ts';

/** Which partitions a job of upkeep is about. */
export const memoryWork = z.object({
  /** Whose; undefined: those of the owner of the job, or of everybody. */
  ownerId: z.uuid().optional(),
  everybody: z.boolean().optional(),
  /** The process whose they are; undefined: each process. */
  processId: z.uuid().optional(),
});
export type MemoryWork = z.infer<typeof memoryWork>;

/** Compares partitions with the database. An index of the database keeps it to one open job an owner. */
export const checkMemoryTask: JobTask<MemoryWork, 'CHECK_MEMORY'> = {
  kind: 'CHECK_MEMORY',
  input: memoryWork,
  attempts: 3,
  timeLimitMs: 60 * 60_000,
};
