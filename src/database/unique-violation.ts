import { z } from 'zod';

/** How Prisma reports that PostgreSQL refused a hand-written statement (unique_violation, 23505). */
const refusal = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal('23505') }) }) }),
});

/** Whether a statement was refused because of a unique index. */
export function isUniqueViolation(error: unknown): boolean {
  return refusal.safeParse(error).success;
}
