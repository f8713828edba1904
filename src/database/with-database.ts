import { existsSync } from 'node:fs';
import { Closing } from '../closing.ts';
import { StartError } from '../errors.ts';
import { createSchedules } from '../time/schedules.ts';
import { takeDataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import { openPglite } from './embedded/pglite.ts';
import { type DatabaseSettings, type DatabaseSurroundings, openDatabase } from './open-database.ts';

/**
 * Opens the database for one piece of work while no server runs, and closes it afterwards.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when the database can't be opened
 */
export async function withDatabase<T>(
  config: DatabaseSettings,
  surroundings: DatabaseSurroundings,
  work: (database: Database, opened: Closing) => Promise<T>,
): Promise<T> {
  const opened = new Closing();
  try {
    const { database } = await openDatabase(config, surroundings, opened);
    return await work(database, opened);
  } finally {
    await opened.close();
  }
}

/**
 * Opens the database, applies the migrations that it lacks, and closes it.
 *
 * @returns the names of the migrations that were applied
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when the database can't be opened
 */
export async function migrate(
  config: DatabaseSettings,
  surroundings: DatabaseSurroundings,
): Promise<readonly string[]> {
  const opened = new Closing();
  try {
    return (await openDatabase(config, surroundings, opened, 'apply')).applied;
  } finally {
    await opened.close();
  }
}

/**
 * Opens the embedded database as it stands, for one piece of work: nothing is made where none is, and nothing migrated.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when there is no database, or it can't be opened
 */
export async function withDatabaseAsItIs<T>(
  { dataDir }: Pick<DatabaseSettings, 'dataDir'>,
  { log, packageRoot }: Pick<DatabaseSurroundings, 'log' | 'packageRoot'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (!existsSync(dataDir)) throw new StartError(`There is no ${dataDir}: LEX_DATA_DIR says where Lex keeps its data.`);
  const onLost = (reason: string) => log.error({ reason }, 'the database has stopped');
  const opened = new Closing();
  try {
    const directory = await takeDataDirectory(dataDir);
    opened.defer(() => directory.release());
    const database = await openPglite(
      directory,
      { log, packageRoot, schedules: createSchedules(), onLost },
      { make: false },
    );
    opened.defer(() => database.close());
    return await work(database);
  } finally {
    await opened.close();
  }
}
