import { Readable } from 'node:stream';
import type { Database } from '../database/database.ts';
import { clusterBackup, clusterPath } from '../database/embedded/cluster-backup.ts';
import { clusterBytes } from '../database/embedded/cluster-files.ts';
import { lastMigration } from '../database/last-migration.ts';
import { ConflictError } from '../errors.ts';
import { CLUSTER, END_PATH, FILES, HEADER_PATH, headerOf } from './backup-format.ts';
import { EntrySum } from './entry-sum.ts';
import { bytesOfFiles, userFiles } from './user-files.ts';
import { type TarEntry, writeTar } from './write-tar.ts';

/** A backup that is being made. */
export interface Backup {
  /** An archive, not compressed. It is made as it is read; leaving off ends it. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** About how many bytes there will be. */
  readonly about: number;
}

/** Makes backups of the embedded database, and of users' files in the data directory, while they are written to. */
export interface BackupService {
  /**
   * Begins a backup. It has all that is acknowledged before the last byte of the database is there.
   *
   * @throws {ConflictError} when another one is being made, or the database isn't embedded
   */
  begin(): Promise<Backup>;
}

export interface BackupSurroundings {
  /** Undefined: PostgreSQL is a server, whose own tools make its backups. */
  readonly dataDir: string | undefined;
  readonly database: Pick<Database, 'pool'>;
  readonly version: string;
  /** Is called before a backup begins. */
  readonly onBegin?: () => Promise<void>;
  /**
   * Is called before a backup begins: until what it gives is called, the bytes of files whose rows go stay. Left out
   * where no process runs that removes any.
   */
  readonly holdFiles?: () => Promise<() => void>;
}

export function createBackupService({
  dataDir,
  database,
  version,
  onBegin,
  holdFiles,
}: BackupSurroundings): BackupService {
  let isRunning = false;

  async function* bytesOf(directory: string): AsyncGenerator<Uint8Array> {
    if (isRunning) throw new ConflictError('A backup is being made already: wait until it has ended.');
    isRunning = true;
    let release: (() => void) | undefined;
    try {
      release = await holdFiles?.();
      const schema = await lastMigration(database.pool);
      const header = headerOf({ schema, lex: version, begunAt: new Date().toISOString() });
      const cluster = clusterBackup(database, clusterPath(directory));
      // Files come after the rows: those that a row of the backup knows are there, since none is removed meanwhile.
      yield* writeTar(entriesOf(header, below(CLUSTER, cluster), below(FILES, userFiles(directory))));
    } finally {
      release?.();
      isRunning = false;
    }
  }

  return {
    async begin() {
      if (dataDir === undefined) {
        throw new ConflictError('The database is a server of its own: back it up with its own tools, such as pg_dump.');
      }
      if (isRunning) throw new ConflictError('A backup is being made already: wait until it has ended.');
      await onBegin?.();
      const about = (await clusterBytes(clusterPath(dataDir))) + (await bytesOfFiles(dataDir));
      return { bytes: bytesOf(dataDir), about };
    },
  };
}

async function* entriesOf(header: object, ...parts: readonly AsyncIterable<TarEntry>[]): AsyncGenerator<TarEntry> {
  yield jsonEntry(HEADER_PATH, header);
  const sum = new EntrySum();
  for (const part of parts) {
    for await (const { path, size, content } of part) {
      sum.begin({ path, size });
      yield { path, size, content: content && sum.passing(content) };
    }
  }
  yield jsonEntry(END_PATH, sum.end());
}

async function* below(directory: string, entries: AsyncIterable<TarEntry>): AsyncGenerator<TarEntry> {
  for await (const entry of entries) yield { ...entry, path: `${directory}${entry.path}` };
}

function jsonEntry(path: string, value: object): TarEntry {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  return { path, size: bytes.length, content: Readable.from([bytes]) };
}
