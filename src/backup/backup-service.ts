import type { Database } from '../database/database.ts';
import { clusterBackup, clusterPath } from '../database/embedded/cluster-backup.ts';
import { clusterBytes } from '../database/embedded/cluster-files.ts';
import { lastMigration } from '../database/last-migration.ts';
import { ConflictError } from '../errors.ts';
import { CLUSTER, END_PATH, HEADER_PATH, headerOf } from './backup-format.ts';
import { EntrySum } from './entry-sum.ts';
import { type TarEntry, writeTar } from './write-tar.ts';

/** A backup that is being made. */
export interface Backup {
  /** An archive, not compressed. It is made as it is read; leaving off ends it. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** About how many bytes there will be. */
  readonly about: number;
}

/** Makes backups of the embedded database, while it is written to. */
export interface BackupService {
  /**
   * Begins a backup. It has all that is acknowledged before its last byte is there.
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
}

export function createBackupService({ dataDir, database, version, onBegin }: BackupSurroundings): BackupService {
  let isRunning = false;

  async function* bytesOf(cluster: string): AsyncGenerator<Uint8Array> {
    if (isRunning) throw new ConflictError('A backup is being made already: wait until it has ended.');
    isRunning = true;
    try {
      const schema = await lastMigration(database.pool);
      const header = headerOf({ schema, lex: version, begunAt: new Date().toISOString() });
      yield* writeTar(entriesOf(clusterBackup(database, cluster), header));
    } finally {
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
      const cluster = clusterPath(dataDir);
      return { bytes: bytesOf(cluster), about: await clusterBytes(cluster) };
    },
  };
}

async function* entriesOf(files: AsyncIterable<TarEntry>, header: object): AsyncGenerator<TarEntry> {
  yield jsonEntry(HEADER_PATH, header);
  const sum = new EntrySum();
  for await (const { path, size, content } of files) {
    const entry = { path: `${CLUSTER}${path}`, size };
    sum.begin(entry);
    yield { ...entry, content: content && summed(content, sum) };
  }
  yield jsonEntry(END_PATH, sum.end());
}

async function* summed(content: AsyncIterable<Uint8Array>, sum: EntrySum): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    sum.add(chunk);
    yield chunk;
  }
}

function jsonEntry(path: string, value: object): TarEntry {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  return { path, size: bytes.length, content: once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
