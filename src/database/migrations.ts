import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors.ts';

/** One session of a PostgreSQL database, in which scripts of several statements can run. */
export interface MigrationSession {
  query(text: string, parameters?: readonly unknown[]): Promise<{ rows: unknown[] }>;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The number spells "Lex". */
const ADVISORY_LOCK = 0x4c6578;

// The table in which Prisma's migrate command notes what it applied, so that `prisma migrate deploy` agrees with Lex.
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

/** Lets processes that start together prepare their tables one after the other, whatever makes those. */
export async function withMigrationLock<T>(session: MigrationSession, work: () => Promise<T>): Promise<T> {
  await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
  try {
    return await work();
  } finally {
    await session.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
  }
}

/**
 * Applies the migrations that the database lacks, within {@link withMigrationLock}. Each is one transaction, together
 * with its row in the ledger, so that after a crash it is either done or not begun.
 *
 * @returns the names of the migrations that were applied
 * @throws {StartError} when the database has a migration that this version of Lex doesn't know, or that had other SQL
 */
export async function applyMigrations(session: MigrationSession, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  await session.query(LEDGER);
  const { pending, unknown } = await compare(session, migrations);
  const [newer] = unknown;
  if (newer) {
    throw new StartError(
      `The database has the migration ${newer}, which is newer than this version of Lex: update Lex.`,
    );
  }
  for (const migration of pending) await apply(session, migration);
  return pending.map(({ name }) => name);
}

/**
 * Checks that the database has all migrations of this version. It may have more: in an update the new version's
 * migrations are applied first, and a process of the old version may start after that.
 *
 * @returns the names of the migrations that this version doesn't know
 * @throws {StartError} when a migration is missing, or was applied with other SQL
 */
export async function requireMigrated(session: MigrationSession, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const { pending, unknown } = (await hasLedger(session))
    ? await compare(session, migrations)
    : { pending: migrations, unknown: [] };
  if (pending.length > 0) {
    const lacks = pending.length === 1 ? 'a migration' : `${pending.length} migrations`;
    throw new StartError(`The database lacks ${lacks}: run \`lex migrate\` first.`);
  }
  return unknown;
}

/** How the migrations of a database differ from those of this version. */
export interface MigrationDifferences {
  /** The names of those that the database lacks. */
  readonly lacking: string[];
  /** Of those that it has, and this version doesn't know. */
  readonly unknown: string[];
  /** Of those that were applied with other SQL than this version has. */
  readonly changed: string[];
}

/** Compares the migrations of a database with those of this version, and changes nothing. */
export async function lookAtMigrations(session: MigrationSession, directory: string): Promise<MigrationDifferences> {
  const known = await readMigrations(directory);
  const applied = (await hasLedger(session)) ? await readLedger(session) : [];
  const { pending, unknown } = differences(applied, known);
  return { lacking: pending.map(({ name }) => name), unknown, changed: changedIn(applied, known) };
}

async function hasLedger(session: MigrationSession): Promise<boolean> {
  const { rows } = await session.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS found`);
  return isFound(rows[0]);
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

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Finds the known migrations that the database lacks, and the names of those that it has but nobody knows here.
 *
 * @throws {StartError} when one was applied with other SQL
 */
async function compare(
  session: MigrationSession,
  known: readonly Migration[],
): Promise<{ pending: Migration[]; unknown: string[] }> {
  const applied = await readLedger(session);
  const [changed] = changedIn(applied, known);
  if (changed !== undefined) {
    throw new StartError(
      `The migration ${changed} was applied with other SQL than this version of Lex has: restore the right version.`,
    );
  }
  return differences(applied, known);
}

async function readLedger(session: MigrationSession): Promise<Applied[]> {
  const { rows } = await session.query(
    `SELECT "migration_name" AS name, "checksum" FROM "_prisma_migrations"
     WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "migration_name"`,
  );
  return rows.map(readLedgerRow);
}

function changedIn(applied: readonly Applied[], known: readonly Migration[]): string[] {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  return applied
    .filter(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
    .map(({ name }) => name);
}

function differences(
  applied: readonly Applied[],
  known: readonly Migration[],
): { pending: Migration[]; unknown: string[] } {
  const done = new Set(applied.map(({ name }) => name));
  const names = new Set(known.map(({ name }) => name));
  return {
    pending: known.filter(({ name }) => !done.has(name)),
    unknown: [...done].filter((name) => !names.has(name)),
  };
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

function readLedgerRow(row: unknown): Applied {
  if (typeof row === 'object' && row !== null && 'name' in row && 'checksum' in row) {
    return { name: String(row.name), checksum: String(row.checksum) };
  }
  throw new Error('The ledger of migrations has an unreadable row.');
}

function isFound(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'found' in row && row.found === true;
}
