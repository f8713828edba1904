import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors.ts';

/** One session of a PostgreSQL database, in which a script of several statements can run. */
export interface MigrationSession {
  query(text: string, parameters?: readonly unknown[]): Promise<{ rows: unknown[] }>;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Serialises processes that start together; the number spells "Lex" and has no other meaning. */
const ADVISORY_LOCK = 0x4c6578;

// As Prisma's own migrate command makes it, so that `prisma migrate deploy` agrees with what was done here.
const LEDGER = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the migrations that the database doesn't have yet, each in a transaction of its own with its entry in the
 * ledger, so that a crash leaves it done or not begun.
 *
 * @returns the names of those it applied
 * @throws {StartError} when the database has a migration that this version of Lex doesn't know (it is newer), or one
 *   whose SQL was another
 */
export async function applyMigrations(session: MigrationSession, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
  try {
    await session.query(LEDGER);
    const pending = await pendingMigrations(session, migrations);
    for (const migration of pending) await apply(session, migration);
    return pending.map(({ name }) => name);
  } finally {
    await session.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
  }
}

/** @throws {StartError} when the database isn't at exactly the version that this code is made for */
export async function requireMigrated(session: MigrationSession, directory: string): Promise<void> {
  const { rows } = await session.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS found`);
  const migrations = await readMigrations(directory);
  const pending = isFound(rows[0]) ? await pendingMigrations(session, migrations) : migrations;
  if (pending.length > 0) {
    const lacks = pending.length === 1 ? 'a migration' : `${pending.length} migrations`;
    throw new StartError(`The database lacks ${lacks}: run \`lex migrate\` first.`);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function pendingMigrations(session: MigrationSession, known: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await session.query(
    `SELECT "migration_name" AS name, "checksum" FROM "_prisma_migrations"
     WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "migration_name"`,
  );
  const applied = rows.map(readLedgerRow);
  for (const { name, checksum } of applied) {
    const migration = known.find((each) => each.name === name);
    if (!migration) {
      throw new StartError(
        `The database has the migration ${name}, which is newer than this version of Lex: update Lex.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new StartError(
        `The migration ${name} was applied with other SQL than this version of Lex has: restore the right version.`,
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

async function apply(session: MigrationSession, { name, sql, checksum }: Migration): Promise<void> {
  await session.query('BEGIN');
  try {
    await session.query(sql);
    await session.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK');
    throw error;
  }
}

function readLedgerRow(row: unknown): { name: string; checksum: string } {
  if (typeof row === 'object' && row !== null && 'name' in row && 'checksum' in row) {
    return { name: String(row.name), checksum: String(row.checksum) };
  }
  throw new Error('The ledger of migrations has an unreadable row.');
}

function isFound(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'found' in row && row.found === true;
}
