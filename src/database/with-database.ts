import { Closing } from '../closing.ts';
import type { Database } from './database.ts';
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
