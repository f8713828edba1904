import pg from 'pg';
import { z } from 'zod';

/** PostgreSQL's code for it (unique_violation). */
const UNIQUE_VIOLATION = '23505';

/** How Prisma reports that PostgreSQL refused a hand-written statement. */
const refusal = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal(UNIQUE_VIOLATION) }) }) }),
});

/** Whether a statement was refused because of a unique index. */
export function isUniqueViolation(error: unknown): boolean {
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  return code === UNIQUE_VIOLATION || refusal.safeParse(error).success;
}
