import { join } from 'node:path';
import type { PgPool } from 'bullmq';
import { z } from 'zod';
import { lookAtMigrations, type MigrationSession } from '../migrations.ts';

/** What there is to know of any database of Lex. */
export interface DatabaseFacts {
  /** As `SHOW server_version` says it. */
  readonly version: string;
  /** The migrations of this version of Lex that it lacks, those that are of another, and those that had other SQL. */
  readonly lacking: string[];
  readonly unknown: string[];
  readonly changed: string[];
}

const versions = z.array(z.object({ server_version: z.string() })).min(1);

/** @throws when the database doesn't answer */
export async function readFactsIn(session: MigrationSession, packageRoot: string): Promise<DatabaseFacts> {
  const [row] = versions.parse((await session.query('SHOW server_version')).rows);
  const migrations = await lookAtMigrations(session, join(packageRoot, 'prisma', 'migrations'));
  return { version: row?.server_version ?? '', ...migrations };
}

/** The same in a session of a pool. */
export async function readDatabaseFacts(pool: PgPool, packageRoot: string): Promise<DatabaseFacts> {
  const session = await pool.connect();
  try {
    return await readFactsIn(session, packageRoot);
  } finally {
    session.release();
  }
}
