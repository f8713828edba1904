import { z } from 'zod';

/** Which partitions a job of upkeep is about. */
export const memoryWork = z.object({
  /** Whose; undefined: those of the owner of the job, or of everybody. */
  ownerId: z.uuid().optional(),
  everybody: z.boolean().optional(),
  /** The process whose they are; undefined: each process. */
  processId: z.uuid().optional(),
});
export type MemoryWork = z.infer<typeof memoryWork>;
