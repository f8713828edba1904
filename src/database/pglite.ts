import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { messageOf, StartError } from '../errors.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import { PrismaClient } from './generated/client.ts';
import { createPglitePool } from './pglite-pool.ts';

// The Prisma adapter reads timestamps as UTC whatever zone they are printed in. BullMQ's functions name
// their tables without a schema.
const SESSION = `SET TIME ZONE 'UTC'; SET search_path TO public, bullmq;`;

/**
 * Opens the embedded database in a data directory that this process holds.
 *
 * A new cluster is made beside its place and then moved there whole, so that a process that dies while making it
 * leaves nothing that could be taken for a database.
 *
 * @throws {StartError} when what is there can't be opened; it is left as it is
 */
export async function openPglite(directory: DataDirectory): Promise<Database> {
  const path = join(directory.path, 'postgres');
  if (!(await exists(path))) await makeCluster(path);
  const db = await openCluster(path);
  const pool = createPglitePool(db);
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(db) });
  return {
    prisma,
    pool,
    async probe() {
      await db.query('SELECT 1');
    },
    async close() {
      await prisma.$disconnect();
      await db.close();
    },
  };
}

async function makeCluster(path: string): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const db = await PGlite.create(unfinished);
  await db.close();
  await rename(unfinished, path);
}

async function openCluster(path: string): Promise<PGlite> {
  // Without these PGlite would take the directory for an empty one and make a new cluster over the remains.
  for (const part of ['PG_VERSION', 'global/pg_control']) {
    if (!(await exists(join(path, part)))) throw damaged(path, `${part} is missing`);
  }
  try {
    const db = await PGlite.create(path);
    await db.exec(SESSION);
    return db;
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
}

function damaged(path: string, reason: string): StartError {
  return new StartError(
    `The database in ${path} can't be opened (${reason}). Nothing was changed: restore it from a backup, or set LEX_DATA_DIR to another directory.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
