import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { postgresServer } from '../../src/doctor/database/postgres-server.ts';
import { examined, look, statesOf } from '../support/doctor/examined.ts';
import { type SharedPostgres, sharedPostgres } from '../support/servers/shared-postgres.ts';
import { query, whyNoPostgres } from '../support/servers/start-postgres.ts';
import { startTransactionPooler } from '../support/servers/transaction-pooler.ts';

const missing = whyNoPostgres();
let postgres: SharedPostgres;
beforeAll(async () => {
  if (missing === undefined) postgres = await sharedPostgres();
});
afterAll(() => postgres?.close());
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const looksAt = async (DATABASE_URL: string) => look(postgresServer, examined({ DATABASE_URL }));
const nameIn = (url: string) => new URL(url).pathname.slice(1);

it('finds nothing wrong with a PostgreSQL as `lex migrate` leaves it, but that nobody may crash it', async () => {
  const found = await looksAt(await postgres.createMigratedDatabase());
  const bad = found.filter(({ state }) => state !== 'ok');
  // The server of the tests keeps nothing through a crash, to be quick.
  expect(bad.filter(({ check }) => check === 'database.settings').map(({ facts }) => facts)).toEqual([
    { setting: 'fsync' },
    { setting: 'full_page_writes' },
  ]);
  for (const check of ['database.migrations', 'database.sessions', 'database.notify', 'clock.postgresql']) {
    expect(statesOf(found)).toContain(`${check} ok`);
  }
});

it('tells of each setting of a database that keeps Lex from writing, or from keeping', async () => {
  const url = await postgres.createMigratedDatabase();
  const settings = ['default_transaction_read_only=on', 'synchronous_commit=off', 'idle_session_timeout=600000'];
  for (const each of settings) await query(postgres.adminUrl, `ALTER DATABASE ${nameIn(url)} SET ${each}`);
  const said = (await looksAt(url)).map(({ state, says }) => `${state}: ${says}`).join('\n');
  expect(said).toMatch(/problem: PostgreSQL takes no writes/);
  expect(said).toMatch(/warning: synchronous_commit is off/);
  expect(said).toMatch(/warning: idle_session_timeout is 600000 ms/);
});

it('tells of an encoding that cannot hold every text, and of a database without tables', async () => {
  const url = new URL(postgres.adminUrl);
  url.pathname = `${nameIn(await postgres.createDatabase())}_ascii`;
  const name = nameIn(url.href);
  await query(postgres.adminUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`);
  onTestFinished(async () => void (await query(postgres.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`)));
  const found = await looksAt(url.href);
  const said = found.map(({ state, says, fix }) => `${state}: ${says} ${fix}`).join('\n');
  expect(said).toMatch(/problem: The database is in SQL_ASCII/);
  expect(said).toMatch(/problem: The database lacks \d+ migrations.*lex migrate/);
});

it('tells whether migrations are missing, newer, or other ones', async () => {
  const url = await postgres.createMigratedDatabase();
  const migrations = async () => (await looksAt(url)).filter(({ check }) => check === 'database.migrations');
  const [last] = await query(
    url,
    'SELECT max("migration_name") AS "name", max("checksum") AS "checksum" FROM "_prisma_migrations"',
  );
  await query(url, `UPDATE "_prisma_migrations" SET "checksum" = 'other' WHERE "migration_name" = '${nameOf(last)}'`);
  expect(await migrations()).toMatchObject([{ state: 'problem', facts: { changed: 1 } }]);
  await query(
    url,
    `UPDATE "_prisma_migrations" SET "migration_name" = '99990101000000_later' WHERE "checksum" = 'other'`,
  );
  expect(await migrations()).toMatchObject([{ state: 'warning', facts: { changed: 0, unknown: 1, lacking: 1 } }]);
  await query(url, `DELETE FROM "_prisma_migrations" WHERE "checksum" = 'other'`);
  expect(await migrations()).toMatchObject([{ state: 'problem', facts: { unknown: 0, lacking: 1 } }]);
});

it('notices a pooler that lends sessions for a transaction, and that notifications don’t pass it', async () => {
  const url = new URL(await postgres.createMigratedDatabase());
  const pooler = await startTransactionPooler({ host: url.hostname, port: Number(url.port) });
  onTestFinished(() => pooler.close());
  url.hostname = '127.0.0.1';
  url.port = String(pooler.port);
  const found = await looksAt(url.href);
  expect(statesOf(found)).toEqual(expect.arrayContaining(['database.notify problem', 'database.sessions problem']));
  const withRedis = examined({ DATABASE_URL: url.href, REDIS_URL: 'redis://127.0.0.1:1' });
  expect(statesOf(await look(postgresServer, withRedis))).toContain('database.notify warning');
});

it('says why a PostgreSQL can’t be used, without its password', async () => {
  const found = await looksAt('postgresql://lex:hunter2hunter2@127.0.0.1:1/lex');
  expect(found).toMatchObject([{ check: 'database', state: 'problem', says: expect.stringContaining('ECONNREFUSED') }]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

function nameOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'name' in row ? String(row.name) : '';
}
