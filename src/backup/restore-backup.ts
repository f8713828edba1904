import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { takeDataDirectory } from '../database/data-directory.ts';
import type { Database } from '../database/database.ts';
import { clusterPath } from '../database/embedded/cluster-backup.ts';
import {
  beginReplacement,
  commitReplacement,
  dropReplacement,
  finishReplacement,
} from '../database/embedded/replacement.ts';
import type { DatabaseSurroundings } from '../database/open-database.ts';
import { type OnTables, readAllTables } from '../database/read-all-tables.ts';
import { withDatabase } from '../database/with-database.ts';
import { messageOf, StartError } from '../errors.ts';
import { BackupError } from './backup-error.ts';
import { type BackupHeader, FILES } from './backup-format.ts';
import { readBackup } from './read-backup.ts';
import type { TarEntry } from './write-tar.ts';

/** What is made again from the database: a restored one begins without. */
const DERIVED = ['memory', 'replies'];
/** Is replaced as well, also by nothing. */
const FILES_DIRECTORY = FILES.slice(0, -1);

export interface RestoreOptions {
  /** A compressed backup. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Whether a database that is there is replaced. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  /** Is called when the tables are read. */
  readonly onTables: OnTables;
  /** Is called with the restored database and the directory in which it is, before that is put into its place. */
  readonly onRestored: (database: Database, directory: string) => Promise<void>;
}

/**
 * Puts a backup into a data directory. It is unpacked beside what is there, and has to be whole, undamaged, and of a
 * version that this Lex can open; then it is opened, brought to this version, and every table is read. Only then, and
 * once it is on the disk, it takes its place, by renames: a process that dies before that leaves what was there, or,
 * where there was nothing, nothing that starts; and one that dies after it leaves what was restored.
 *
 * @returns where that is kept which was there before
 * @throws {DirectoryInUseError} when a server runs
 * @throws {BackupError} when the backup can't be used
 * @throws {StartError} when there is a database that isn't to be replaced, or the directory can't be written
 */
export async function restoreBackup(
  dataDir: string,
  surroundings: DatabaseSurroundings,
  { replace, onRestored, ...options }: RestoreOptions,
): Promise<{ header: BackupHeader; aside: string | undefined }> {
  const directory = await takeDataDirectory(dataDir);
  try {
    await requireOwner(dataDir);
    await dropReplacement(dataDir);
    await finishReplacement(dataDir);
    if (existsSync(clusterPath(dataDir)) && !replace) {
      throw new StartError(
        `There is a database in ${dataDir} already: restore into another LEX_DATA_DIR, or say --replace, which keeps ` +
          'the present one beside.',
      );
    }
    const beside = await beginReplacement(dataDir);
    try {
      const header = await unpackAndCheck(beside, surroundings, { ...options, onRestored });
      for (const name of [...DERIVED, FILES_DIRECTORY])
        await mkdir(join(beside, name), { recursive: true, mode: 0o700 });
      return { header, aside: await commitReplacement(dataDir) };
    } catch (error) {
      await dropReplacement(dataDir);
      throw options.signal.aborted ? new StartError('Stopped: nothing was restored.', { cause: error }) : error;
    }
  } finally {
    directory.release();
  }
}

/**
 * Unpacks a backup into a directory, opens it as a server would, and reads every table.
 *
 * @throws {BackupError} when the backup can't be used
 * @throws {StartError} when the directory can't be written
 */
export async function unpackAndCheck(
  directory: string,
  surroundings: DatabaseSurroundings,
  { source, signal, onTables, onRestored }: Omit<RestoreOptions, 'replace'>,
): Promise<BackupHeader> {
  const cluster = clusterPath(directory);
  await mkdir(cluster, { mode: 0o700 });
  const header = await readBackup(
    source,
    {
      header: ({ schema, lex }) => requireKnown(schema, { lex, packageRoot: surroundings.packageRoot }),
      entry: (entry) => storeEntry(directory, entry),
    },
    signal,
  );
  const config = { dataDir: directory, databaseUrl: undefined, databasePoolSize: 1, redisUrl: undefined };
  await withDatabase(config, surroundings, async (database) => {
    await readAllTables(database, onTables).catch((cause: unknown) => {
      throw new BackupError(`its database is damaged (${messageOf(cause)})`, { cause });
    });
    await onRestored(database, directory);
  });
  // Its lock is no part of what is restored.
  await rm(join(directory, 'lex.lock'));
  signal.throwIfAborted();
  return header;
}

function requireKnown(schema: string, { lex, packageRoot }: { lex: string; packageRoot: string }): void {
  if (existsSync(join(packageRoot, 'prisma', 'migrations', schema))) return;
  throw new BackupError(`it is of a newer Lex (${lex}), whose database this one doesn't know: update Lex`);
}

async function storeEntry(directory: string, { path, content }: TarEntry): Promise<void> {
  const target = join(directory, path);
  try {
    if (!content) await mkdir(target, { recursive: true, mode: 0o700 });
    else {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new StartError(`It can't be restored: ${error.message}.`);
    throw error;
  }
}

/** What root restores nobody else could open. */
async function requireOwner(dataDir: string): Promise<void> {
  const { uid } = await stat(dataDir);
  if (process.getuid && process.getuid() !== uid) {
    throw new StartError(`${dataDir} is another user's: restore as the one who runs the server.`);
  }
}
