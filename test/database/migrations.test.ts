import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCluster } from '../../src/database/embedded/cluster.ts';
import { PgliteConnections } from '../../src/database/embedded/pglite-connections.ts';
import {
  applyMigrations,
  type MigrationSession,
  requireMigrated,
  withMigrationLock,
} from '../../src/database/migrations.ts';
import { prepareTables } from '../../src/database/prepare-tables.ts';
import { StartError } from '../../src/errors.ts';
import { atEnd } from '../support/at-end.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { type SharedPostgres, sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A directory of migrations, of which each name has its SQL. */
async function directoryOf(migrations: Readonly<Record<string, string>>): Promise<string> {
  const path = await temporaryDirectory();
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(path, name));
    await writeFile(join(path, name, 'migration.sql'), sql);
  }
  // As in the directory that Prisma's own command makes.
  await writeFile(join(path, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return path;
}

const FIRST = { '20260101000000_first': 'CREATE TABLE a (id INT); INSERT INTO a VALUES (1);' };
const SECOND = { '20260102000000_second': 'ALTER TABLE a ADD COLUMN name TEXT; CREATE TABLE b (id INT);' };
const names = [...Object.keys(FIRST), ...Object.keys(SECOND)];

describe('migrations', () => {
  let db: PGlite;
  let pool: pg.Pool;
  let session: pg.PoolClient;
  beforeAll(async () => {
    const path = join(await temporaryDirectory(atEnd), 'empty');
    await makeCluster(path, { log: pino({ level: 'silent' }), packageRoot });
    db = await PGlite.create(path);
    const connections = new PgliteConnections({ session: { run: (work) => work(db), end: () => undefined } });
    pool = new pg.Pool({ stream: () => connections.connect(), max: 2 });
    session = await pool.connect();
  });
  afterAll(async () => {
    session.release();
    await pool.end();
    await db.close();
  });
  beforeEach(async () => {
    await session.query('DROP TABLE IF EXISTS a, b, "_prisma_migrations"');
  });

  async function ledger(): Promise<unknown[]> {
    return (await session.query('SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"')).rows;
  }

  async function tables(): Promise<string[]> {
    const { rows } = await session.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    return rows.map(({ tablename }) => tablename);
  }

  it('are applied in order of their names, each once, and written down as Prisma does', async () => {
    const directory = await directoryOf({ ...SECOND, ...FIRST });
    expect(await applyMigrations(session, directory)).toEqual(names);
    expect((await session.query('SELECT * FROM a')).rows).toEqual([{ id: 1, name: null }]);
    const written = await ledger();
    expect(written).toMatchObject(
      names.map((migration_name) => ({
        migration_name,
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        finished_at: expect.any(Date),
        rolled_back_at: null,
        applied_steps_count: 1,
      })),
    );
    expect(await applyMigrations(session, directory)).toEqual([]);
    expect(await ledger()).toEqual(written);
    await requireMigrated(session, directory);
  });

  it('that came since are the only ones that are applied', async () => {
    await applyMigrations(session, await directoryOf(FIRST));
    const directory = await directoryOf({ ...FIRST, ...SECOND });
    await expect(requireMigrated(session, directory)).rejects.toThrow(
      new StartError('The database lacks a migration: run `lex migrate` first.'),
    );
    expect(await applyMigrations(session, directory)).toEqual(Object.keys(SECOND));
    expect((await session.query('SELECT * FROM a')).rows).toHaveLength(1);
  });

  it('are missed without anything being made, where there are none', async () => {
    await expect(requireMigrated(session, await directoryOf({ ...FIRST, ...SECOND }))).rejects.toThrow(
      new StartError('The database lacks 2 migrations: run `lex migrate` first.'),
    );
    expect(await tables()).toEqual([]);
  });

  it.each([
    [
      'was changed after it was applied',
      { ...SECOND, '20260101000000_first': 'CREATE TABLE a (id BIGINT);' },
      'The migration 20260101000000_first was applied with other SQL than this version of Lex has: ' +
        'restore the right version.',
    ],
    [
      'is not known to this version',
      SECOND,
      'The database has the migration 20260101000000_first, which is newer than this version of Lex: update Lex.',
    ],
  ])('are refused, and nothing is changed, when one %s', async (_, known, message) => {
    await applyMigrations(session, await directoryOf(FIRST));
    const before = [await ledger(), await tables()];
    const directory = await directoryOf(known);
    await expect(applyMigrations(session, directory)).rejects.toThrow(new StartError(message));
    expect([await ledger(), await tables()]).toEqual(before);
  });

  it('of a newer version keep none of the one before from starting, but a changed one does', async () => {
    await applyMigrations(session, await directoryOf({ ...FIRST, ...SECOND }));
    expect(await requireMigrated(session, await directoryOf(FIRST))).toEqual(Object.keys(SECOND));
    expect(await requireMigrated(session, await directoryOf({ ...FIRST, ...SECOND }))).toEqual([]);
    const changed = { '20260101000000_first': 'CREATE TABLE a (id BIGINT);' };
    await expect(requireMigrated(session, await directoryOf(changed))).rejects.toThrow(StartError);
  });

  it('leave nothing of one that fails, keep those before it, and go on when it is mended', async () => {
    const broken = { '20260102000000_second': 'CREATE TABLE b (id INT); INSERT INTO nowhere VALUES (1);' };
    await expect(applyMigrations(session, await directoryOf({ ...FIRST, ...broken }))).rejects.toThrow('nowhere');
    expect(await tables()).toEqual(['_prisma_migrations', 'a']);
    expect(await ledger()).toHaveLength(1);
    expect(await applyMigrations(session, await directoryOf({ ...FIRST, ...SECOND }))).toEqual(Object.keys(SECOND));
    // The lock was given back each time: another session gets it.
    const { rows } = await pool.query('SELECT * FROM pg_locks WHERE locktype = $1', ['advisory']);
    expect(rows).toEqual([]);
  });

  it('that Prisma noted as failed or rolled back count as not applied', async () => {
    const directory = await directoryOf(FIRST);
    await applyMigrations(session, directory);
    await session.query('UPDATE "_prisma_migrations" SET "rolled_back_at" = now()');
    await session.query('DROP TABLE a');
    expect(await applyMigrations(session, directory)).toEqual(Object.keys(FIRST));
    expect(await tables()).toContain('a');
  });
});

describe('processes that migrate one PostgreSQL at once', () => {
  const missing = whyNoPostgres();
  let postgres: SharedPostgres;
  beforeAll(async () => {
    if (missing === undefined) postgres = await sharedPostgres();
  });
  afterAll(async () => {
    if (missing === undefined) await postgres.close();
  });
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  it('apply each migration once between them', async () => {
    const url = await postgres.createDatabase();
    const slow = { '20260103000000_slow': 'SELECT pg_sleep(0.2); CREATE TABLE c (id INT);' };
    const directory = await directoryOf({ ...FIRST, ...SECOND, ...slow });
    const clients = Array.from({ length: 4 }, () => new pg.Client({ connectionString: url }));
    try {
      await Promise.all(clients.map((client) => client.connect()));
      const sessions: readonly MigrationSession[] = clients;
      const applied = await Promise.all(
        sessions.map((session) => withMigrationLock(session, () => applyMigrations(session, directory))),
      );
      expect(applied.flat()).toEqual([...names, ...Object.keys(slow)]);
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  it('make the tables of the queue once between them as well, each after the one before it has ended', async () => {
    const connectionString = await postgres.createDatabase();
    const pools = Array.from({ length: 4 }, () => new pg.Pool({ connectionString, max: 1 }));
    const [holding, looking] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
    try {
      await Promise.all([holding.connect(), looking.connect()]);
      // The first to make the queue's schema waits until this is taken back.
      await holding.query('BEGIN; CREATE SCHEMA bullmq');
      const options = {
        migrations: 'apply',
        packageRoot,
        queueTables: 'used',
        log: pino({ level: 'silent' }),
      } as const;
      const prepared = Promise.all(pools.map((pool) => prepareTables(pool, options)));
      const waiting = async () => {
        const { rows } = await looking.query<{ type: string; key: number }>(
          `SELECT l.locktype AS "type", l.objid::int AS "key" FROM pg_locks l JOIN pg_stat_activity a USING (pid)
           WHERE NOT l.granted AND a.datname = current_database() ORDER BY 1`,
        );
        return rows;
      };
      await Promise.race([prepared, expect.poll(waiting).toHaveLength(pools.length)]);
      // The others wait for the lock of Lex: none has begun what BullMQ does in one transaction.
      const ours = { type: 'advisory', key: 0x4c6578 };
      expect(await waiting()).toEqual([ours, ours, ours, expect.objectContaining({ type: 'transactionid' })]);
      await holding.query('ROLLBACK');
      expect((await prepared).filter(({ length }) => length > 0)).toHaveLength(1);
    } finally {
      await Promise.all([holding, looking, ...pools].map((each) => each.end()));
    }
  });
});
