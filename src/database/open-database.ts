import { assertSchemaCompatibility, type PgPool, runMigrations } from 'bullmq';
import type { Config } from '../config/config.ts';
import { messageOf, StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import { openPglite } from './embedded/pglite.ts';
import { applyMigrations, requireMigrated } from './migrations.ts';
import { openPostgres } from './server/postgres.ts';

/** Who prepares the tables: an embedded database is migrated as it is opened, a PostgreSQL by `lex migrate`. */
export type MigrationPolicy = 'apply' | 'require';

/**
 * Opens the record: PostgreSQL when `DATABASE_URL` is set, else PGlite in the data directory. The only place that asks.
 *
 * @throws {StartError} when it can't be opened, is in use, or isn't at this version's migrations
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'databasePoolSize' | 'redisUrl'>,
  options: {
    directory: DataDirectory;
    migrationsDirectory: string;
    migrations: MigrationPolicy;
    log: Logger;
    onLost: (reason: string) => void;
  },
): Promise<{ database: Database; applied: readonly string[] }> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl, {
        poolSize: config.databasePoolSize,
        shared: config.redisUrl !== undefined,
        ...options,
      })
    : await openPglite(options.directory, options);
  try {
    return { database, applied: await prepare(database.pool, { ...options, hasQueue: config.redisUrl === undefined }) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function prepare(
  pool: PgPool,
  options: { migrations: MigrationPolicy; migrationsDirectory: string; hasQueue: boolean; log: Logger },
): Promise<string[]> {
  const { migrations, migrationsDirectory, hasQueue, log } = options;
  // One session throughout: the scripts open transactions and take session locks.
  const session = await pool.connect();
  try {
    if (migrations === 'require') {
      const unknown = await requireMigrated(session, migrationsDirectory);
      if (unknown.length > 0) log.warn({ migrations: unknown }, 'the database is newer than this version of Lex');
      if (hasQueue) await assertSchemaCompatibility(session, QUEUE_SCHEMA).catch(refuseQueue);
      return [];
    }
    const applied = await applyMigrations(session, migrationsDirectory);
    await runMigrations(session, QUEUE_SCHEMA).catch(refuseQueue);
    return applied;
  } finally {
    session.release();
  }
}

const QUEUE_SCHEMA = 'bullmq';

/** Its tables may have been made by a newer version, whose way of using them this one doesn't know. */
function refuseQueue(cause: unknown): never {
  throw new StartError(`The job queue's tables can't be used: ${messageOf(cause)}`);
}
