import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { createSchedules, type Schedules } from '../time/schedules.ts';
import { takeDataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import { openPglite } from './embedded/pglite.ts';
import { type MigrationPolicy, prepareTables } from './prepare-tables.ts';
import { openPostgres } from './server/postgres.ts';

export type DatabaseSettings = Pick<Config, 'dataDir' | 'databaseUrl' | 'databasePoolSize' | 'redisUrl'>;

export interface DatabaseSurroundings {
  readonly log: Logger;
  /** The directory of the package, which holds the migrations. */
  readonly packageRoot: string;
  /** Where the upkeep of the database is listed. @default nowhere */
  readonly schedules?: Schedules;
  /** Called when the process must not go on, with the reason. */
  readonly onLost: (reason: string) => void;
}

/**
 * Takes the data directory, and opens the database: PostgreSQL when `DATABASE_URL` is set, else PGlite in the data
 * directory. No other place asks which of the two it is.
 *
 * @param opened is given what closes the database and lets go of the directory
 * @param migrations whether missing migrations are applied. @default for PGlite they are, for PostgreSQL not
 * @throws {DirectoryInUseError} when another process has the directory
 * @throws {StartError} when the database can't be opened, is in use, or lacks migrations of this version
 */
export async function openDatabase(
  config: DatabaseSettings,
  { log, packageRoot, schedules = createSchedules(), onLost }: DatabaseSurroundings,
  opened: Closing,
  migrations: MigrationPolicy = config.databaseUrl ? 'require' : 'apply',
): Promise<{ database: Database; applied: readonly string[] }> {
  const { dataDir, databaseUrl, databasePoolSize: poolSize, redisUrl } = config;
  const directory = await takeDataDirectory(dataDir);
  opened.defer(() => directory.release());
  const shared = redisUrl !== undefined;
  const database = databaseUrl
    ? await openPostgres(databaseUrl, { poolSize, shared, log, onLost })
    : await openPglite(directory, { log, packageRoot, schedules, onLost });
  opened.defer(() => database.close());
  const queueTables = databaseUrl ? (shared ? 'unused' : 'used') : 'none';
  const applied = await prepareTables(database.pool, { migrations, packageRoot, queueTables, log });
  return { database, applied };
}
