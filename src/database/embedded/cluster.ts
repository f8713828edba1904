import { readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { templatePath, unpackTemplate } from './cluster-template.ts';
import { freeBytes, NEEDED_BYTES } from './embedded-server.ts';

// The Prisma adapter reads timestamps as UTC whatever zone they are printed in. BullMQ's functions name their tables
// without a schema.
const SESSION = `SET TIME ZONE 'UTC'; SET search_path TO public, bullmq;`;

/**
 * How much memory PostgreSQL keeps pages in. Even the larger is less than its default of 128 MB, which made the process
 * 110 MB larger and no faster: the files are in the system's page cache as well. It takes PGlite 6 ms for each
 * megabyte at every start, so that a small database has the small one. A table of 26 MB is read in 48 ms with that, and
 * in 33 ms with the larger, which it has from the next start on.
 */
const BUFFERS = { small: 'shared_buffers=8MB', large: 'shared_buffers=32MB' };
/** What is smaller is small, in bytes; an empty one has 22 MiB. */
const SMALL_BYTES = 32 * 2 ** 20;

/** Of its files: another major version can't read them. */
export const POSTGRES_VERSION = '18';
/** PostgreSQL makes `pg_control` this long on every platform. */
const CONTROL_FILE_BYTES = 8_192;

/**
 * Opens a cluster, which is PostgreSQL's word for the files of a database server, or makes one where there is none.
 *
 * A new cluster is made under another name and then renamed, so that a process that dies meanwhile leaves nothing that
 * could be mistaken for a database.
 *
 * @param options.make whether one is made where there is none. @default true
 * @throws {StartError} when there is something that can't be opened; it is left as it is
 */
export async function openCluster(
  path: string,
  surroundings: ClusterSurroundings,
  { make = true }: { readonly make?: boolean } = {},
): Promise<PGlite> {
  if ((await sizeOf(path)) === undefined) {
    if (!make) throw new StartError(`There is no database in ${path}: LEX_DATA_DIR says where Lex keeps it.`);
    await makeCluster(path, surroundings);
  }
  const damage = await findDamage(path);
  if (damage !== undefined) throw damaged(path, damage);
  try {
    const buffers = bytesIn(join(path, 'base')) < SMALL_BYTES ? BUFFERS.small : BUFFERS.large;
    const db = await PGlite.create(path, { postgresqlconf: [buffers] });
    await db.exec(SESSION);
    return db;
  } catch (cause) {
    // The only file that a failed start leaves behind.
    await rm(join(path, 'postmaster.pid'), { force: true });
    throw (await fullDisk(path, cause)) ?? damaged(path, 'its files are damaged', cause);
  }
}

/** What the making of a cluster needs to know. */
export interface ClusterSurroundings {
  readonly log: Logger;
  /** The directory of the package, in which the build leaves a template of a cluster. */
  readonly packageRoot: string;
}

/**
 * Makes an empty cluster: from the template, or as PostgreSQL does, where there is none.
 *
 * @param options.template the file to unpack. @default the one that the build has left
 */
export async function makeCluster(
  path: string,
  { log, packageRoot }: ClusterSurroundings,
  { template = templatePath(packageRoot) }: { readonly template?: string | undefined } = {},
): Promise<void> {
  const unfinished = `${path}.new`;
  await makeEmpty(unfinished);
  if (unpackTemplate(template, unfinished, log) && (await findDamage(unfinished)) === undefined) {
    log.info({ path }, 'made a database from the template of this build');
  } else {
    log.info({ path }, 'making a database, which takes some seconds, once');
    await makeEmpty(unfinished);
    await initialize(unfinished).catch(async (error: unknown) => {
      throw (await fullDisk(unfinished, error)) ?? error;
    });
  }
  await rename(unfinished, path);
}

/** Why a database can't be opened on a disk that has no room for what it writes when it starts. */
async function fullDisk(path: string, cause: unknown): Promise<StartError | undefined> {
  const free = await freeBytes(path);
  if (free >= NEEDED_BYTES) return undefined;
  const [has, needs] = [free, NEEDED_BYTES].map((bytes) => `${Math.round(bytes / 2 ** 20)} MiB`);
  return new StartError(
    `The database in ${path} can't be opened: its disk has ${has} left, and it needs ${needs}. Nothing was changed: ` +
      'free some space, and start again.',
    { cause },
  );
}

async function makeEmpty(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  // Everybody may read and write the files that PGlite makes. The directory keeps other users out.
  await mkdir(directory, { mode: 0o700 });
}

/** Fills an empty directory with a cluster, as `initdb` of PostgreSQL does. */
export async function initialize(directory: string): Promise<void> {
  const db = await PGlite.create(directory);
  await db.close();
}

/**
 * Says what a directory lacks to be a database; undefined when it is one. Without this check PGlite would make a new
 * database over the remains of the old.
 */
async function findDamage(path: string): Promise<string | undefined> {
  const version = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return 'PG_VERSION is missing';
  if (version.trim() !== POSTGRES_VERSION) {
    const found = JSON.stringify(version.trim().slice(0, 20));
    return `it is of PostgreSQL ${found}, this version of Lex has ${POSTGRES_VERSION}`;
  }
  const controlBytes = await sizeOf(join(path, 'global', 'pg_control'));
  if (controlBytes === undefined) return 'global/pg_control is missing';
  return controlBytes === CONTROL_FILE_BYTES ? undefined : 'global/pg_control is not whole';
}

function damaged(path: string, reason: string, cause?: unknown): StartError {
  return new StartError(
    `The database in ${path} can't be opened: ${reason}. Nothing was changed: restore it from a backup, or set ` +
      'LEX_DATA_DIR to another directory.',
    { cause },
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** How large the files in a directory are. It waits for the system, as PGlite itself does with its files. */
function bytesIn(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const sizes = entries.map((entry) => (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}
