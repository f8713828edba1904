import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Closing } from '../../closing.ts';
import { createSchedules } from '../../time/schedules.ts';
import { takeDataDirectory } from '../data-directory.ts';
import { openPglite } from '../embedded/pglite.ts';
import type { DatabaseSurroundings } from '../open-database.ts';
import { type DatabaseFacts, readDatabaseFacts } from './database-facts.ts';

/**
 * Opens the embedded database of a directory that no process has, as a server would, but applies no migrations.
 *
 * @returns undefined when none was made there yet
 * @throws {DirectoryInUseError} when a process has the directory
 * @throws {StartError} when the database can't be opened; it is left as it is
 */
export async function lookIntoDirectory(
  dataDir: string,
  { log, packageRoot }: Pick<DatabaseSurroundings, 'log' | 'packageRoot'>,
): Promise<DatabaseFacts | undefined> {
  const path = join(dataDir, 'postgres');
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const opened = new Closing();
  const onLost = (reason: string) => log.error({ reason }, 'the database has stopped');
  try {
    const directory = await takeDataDirectory(dataDir);
    opened.defer(() => directory.release());
    const database = await openPglite(directory, { log, packageRoot, schedules: createSchedules(), onLost });
    opened.defer(() => database.close());
    return await readDatabaseFacts(database.pool, packageRoot);
  } finally {
    await opened.close();
  }
}
