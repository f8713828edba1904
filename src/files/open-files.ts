import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import { readS3Address } from '../config/kinds/s3-address.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log.ts';
import type { Schedules } from '../time/schedules.ts';
import { keysOnDisk, openDiskFileReader, openDiskFileStore } from './disk-file-store.ts';
import { createFileService, type FileService } from './file-service.ts';
import { FileMissingError, type FileStore } from './file-store.ts';
import { type FileUpkeep, startFileUpkeep } from './file-upkeep.ts';
import { FILES_APART } from './files-apart.ts';
import { openS3FileStore } from './s3-file-store.ts';
import { createSignedPaths } from './signed-path.ts';
import { readSigningKey } from './signing-key-store.ts';
import type { StoredFile } from './stored-file.ts';
import { createStoredFileStore } from './stored-file-store.ts';

export interface OpenedFiles {
  readonly files: FileService;
  /** For backups. */
  readonly holdBytes: FileUpkeep['hold'];
  /** What addresses are signed with, in all processes; each kind of address signs other texts. */
  readonly signingKey: Uint8Array;
}

/** Where the data directory has files. */
export const filesIn = (dataDir: string): string => join(dataDir, 'files');
/** What a file that goes to another store is gathered in. */
const SPOOL = 'files-outgoing';

/**
 * Opens the files of a process: new ones are kept in the store of `LEX_FILES_URL`, else in the data directory. Those
 * that are in the data directory already are found there all the same.
 *
 * @throws {FilesUnavailableError} when the data directory can't be written
 */
export async function openFiles(
  { dataDir, filesUrl, redisUrl, databaseUrl }: Pick<Config, 'dataDir' | 'filesUrl' | 'redisUrl' | 'databaseUrl'>,
  deps: { readonly database: Database; readonly schedules: Schedules; readonly log: Logger },
  opened: Closing,
): Promise<OpenedFiles> {
  const { database, schedules, log } = deps;
  const root = filesIn(dataDir);
  const stores: FileStore[] = [];
  const bucket = filesUrl === undefined ? undefined : readS3Address(filesUrl);
  if (bucket) stores.push(await openS3FileStore(bucket, { spoolDir: join(dataDir, SPOOL) }));
  if (!bucket || existsSync(root)) stores.push(await openDiskFileStore(root));
  for (const store of stores) opened.defer(() => store.close());
  if (redisUrl && databaseUrl && !filesUrl) log.warn(FILES_APART);
  const [current] = stores;
  if (!current) throw new Error('There is no store of files.');
  const rows = createStoredFileStore(database);
  const upkeep = startFileUpkeep({ rows, stores, schedules, log });
  opened.defer(() => upkeep.close());
  const signingKey = await readSigningKey(database);
  const paths = createSignedPaths(signingKey);
  return {
    signingKey,
    files: createFileService({ rows, current, stores, paths, onDue: upkeep.begin }),
    holdBytes: upkeep.hold,
  };
}

/**
 * Removes bytes from a data directory, which no process has open, that no row knows of: those that a backup has beside
 * its database since they came after its end.
 */
export async function removeUnknownFiles(dataDir: string, database: Database): Promise<void> {
  const root = filesIn(dataDir);
  const keys = await keysOnDisk(root);
  const isUuid = (key: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(key);
  const known = await createStoredFileStore(database).known(keys.filter(isUuid));
  for (const key of keys) if (!known.has(key)) await rm(join(root, key.slice(0, 2), key), { force: true });
}

type FileSettings = Pick<Config, 'dataDir' | 'filesUrl'>;

/** Reads the bytes of files for a command. Nothing is changed where they are, be it that a server runs. */
export async function openFileSource({ dataDir, filesUrl }: FileSettings, opened: Closing) {
  const bucket = await openBucket(filesUrl, opened);
  const disk = await openDiskFileReader(filesIn(dataDir));
  return {
    /** @returns undefined when the bytes can't be had from here */
    async read({ id, place }: Pick<StoredFile, 'id' | 'place'>): Promise<AsyncIterable<Uint8Array> | undefined> {
      const store = [bucket, disk].find((each) => each?.place === place);
      try {
        return store && (await store.read(id)).content;
      } catch (error) {
        if (error instanceof FileMissingError) return undefined;
        throw error;
      }
    },
  };
}

/** Opens where new files are kept, for a command while no server runs. */
export async function openFileTarget({ dataDir, filesUrl }: FileSettings, opened: Closing) {
  const store = (await openBucket(filesUrl, opened)) ?? (await openDiskFileStore(filesIn(dataDir)));
  opened.defer(() => store.close());
  return {
    place: store.place,
    write: (id: string, content: AsyncIterable<Uint8Array>, limit: number) => store.write(id, content, { limit }),
  };
}

/** A server gathers what it sends in the data directory: commands do so elsewhere. */
async function openBucket(filesUrl: string | undefined, opened: Closing): Promise<FileStore | undefined> {
  const address = filesUrl === undefined ? undefined : readS3Address(filesUrl);
  if (!address) return undefined;
  const spoolDir = await mkdtemp(join(tmpdir(), 'lex-files-'));
  opened.defer(() => rm(spoolDir, { recursive: true, force: true }));
  return openS3FileStore(address, { spoolDir });
}
