import { z } from 'zod';

/** What Prisma makes of PostgreSQL's refusal (unique_violation, 23505) of a statement that was written by hand. */
const refusal = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal('23505') }) }) }),
});

/** Whether a statement was refused because of a unique index. */
export function isUniqueViolation(error: unknown): boolean {
  return refusal.safeParse(error).success;
}
