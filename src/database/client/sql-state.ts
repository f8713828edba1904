import pg from 'pg';
import { z } from 'zod';

/** How Prisma reports that PostgreSQL refused a statement. */
const refusal = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

/** PostgreSQL's codes for refusals that its callers tell apart (PostgreSQL documentation, appendix A). */
const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';
const LOCK_NOT_AVAILABLE = '55P03';
const DISK_FULL = '53100';
const READ_ONLY_TRANSACTION = '25006';
/**
 * The classes that are about the server and what it runs on, not the statement: connection exception, insufficient
 * resources, operator intervention, system error.
 */
const SERVER_CLASSES: ReadonlySet<string> = new Set(['08', '53', '57', '58']);

/** Whether a statement was refused since what a row was to refer to isn't there. */
export function isForeignKeyViolation(error: unknown): boolean {
  return sqlStateOf(error) === FOREIGN_KEY_VIOLATION;
}

/** Whether a statement was refused because of a unique index. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === UNIQUE_VIOLATION;
}

/** Whether a statement gave up since it would have waited for a lock longer than its transaction allows. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === LOCK_NOT_AVAILABLE;
}

/** Whether a code is about the server, so that the same statement may work later. */
export function isOfServer(sqlState: string): boolean {
  return sqlState === READ_ONLY_TRANSACTION || SERVER_CLASSES.has(sqlState.slice(0, 2));
}

/** Whether a statement was refused since there is no space for what it was to store. */
export function isDiskFull(sqlState: string | undefined): boolean {
  return sqlState === DISK_FULL;
}

/** Whether a statement was refused since the server takes no changes: a standby, or one that is being looked after. */
export function isReadOnly(sqlState: string | undefined): boolean {
  return sqlState === READ_ONLY_TRANSACTION;
}

/** The code with which PostgreSQL refused a statement; undefined for other errors. */
function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code;
  return refusal.safeParse(error).data?.meta.driverAdapterError.cause.originalCode;
}
