import { join } from 'node:path';
import { assertSchemaCompatibility, type PgPool, runMigrations } from 'bullmq';
import { messageOf, StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { applyMigrations, requireMigrated, withMigrationLock } from './migrations.ts';

/** Whether this process makes the tables that the database lacks, or refuses to start without them. */
export type MigrationPolicy = 'apply' | 'require';

/**
 * Whether the queue has tables in this database: none, tables that a process of other settings would use, or tables
 * that this process uses.
 */
export type QueueTables = 'none' | 'unused' | 'used';

/** The schema of the queue's own tables. */
const QUEUE_SCHEMA = 'bullmq';

/**
 * Brings the tables of Lex and of its queue to this version, or sees that they are.
 *
 * @returns the names of the migrations that were applied
 * @throws {StartError} when the tables aren't at this version, or were made by a queue that this version doesn't know
 */
export async function prepareTables(
  pool: PgPool,
  options: { migrations: MigrationPolicy; packageRoot: string; queueTables: QueueTables; log: Logger },
): Promise<string[]> {
  const { migrations, packageRoot, queueTables, log } = options;
  const directory = join(packageRoot, 'prisma', 'migrations');
  // All of it in one session: the migrations open transactions and take locks, both of which belong to their session.
  const session = await pool.connect();
  try {
    if (migrations === 'require') {
      const unknown = await requireMigrated(session, directory);
      if (unknown.length > 0) log.warn({ migrations: unknown }, 'the database is newer than this version of Lex');
      if (queueTables === 'used') await assertSchemaCompatibility(session, QUEUE_SCHEMA).catch(refuseQueue);
      return [];
    }
    return await withMigrationLock(session, async () => {
      const applied = await applyMigrations(session, directory);
      // Earlier versions kept the queue of the embedded database in its tables.
      if (queueTables === 'none') await session.query(`DROP SCHEMA IF EXISTS ${QUEUE_SCHEMA} CASCADE`);
      // BullMQ takes a lock of its own, but within its transaction: one that waited there may not see the schema that
      // was made meanwhile, and fails to make it again.
      else await runMigrations(session, QUEUE_SCHEMA).catch(refuseQueue);
      return applied;
    });
  } finally {
    session.release();
  }
}

/** A newer version may have made the queue's tables, and this one doesn't know how to use those. */
function refuseQueue(cause: unknown): never {
  throw new StartError(`The job queue's tables can't be used: ${messageOf(cause)}`);
}
