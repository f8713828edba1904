import pg from 'pg';
import { pino } from 'pino';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../../src/database/server/postgres.ts';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';

const missing = whyNoPostgres();
beforeEach(({ skip }) => skip(missing !== undefined, missing));

it('a statement that PostgreSQL ends to resolve a deadlock is sent again, whoever sends it', async () => {
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const url = await postgres.createDatabase();
  const log = pino({ level: 'silent' });
  const database = await openPostgres(url, { poolSize: 2, shared: true, log, onLost: () => undefined });
  onTestFinished(() => database.close());
  await database.pool.query('CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0)');
  await database.pool.query('INSERT INTO t (id) VALUES (1), (2)');
  // It has the first row when it waits for the gate, and goes on to the second.
  const both = Prisma.sql`
    UPDATE t SET n = n + 1 WHERE id = 1 OR (id = 2 AND pg_advisory_xact_lock(7)::text IS NOT NULL)`;
  const senders = [
    () => database.run(both),
    () => database.prisma.$executeRaw(both),
    () => database.prisma.$queryRaw(Prisma.sql`${both} RETURNING id`),
  ];
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  };
  const [other, gate] = [await connect(), await connect()];
  // A session looks once, when it has waited for so long: the statement of Lex, which waits last, is the one that finds
  // the deadlock and is ended.
  await other.query("SET deadlock_timeout = '10min'");
  const waiting = async () => {
    const sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    return (await gate.query(sql)).rowCount;
  };
  const deadlocks = async () => {
    const { rows } = await gate.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
    return Number(rows[0]?.deadlocks);
  };

  for (const send of senders) {
    const before = await deadlocks();
    await gate.query('SELECT pg_advisory_lock(7)');
    await other.query('BEGIN');
    await other.query('UPDATE t SET n = n + 1 WHERE id = 2');
    // Prisma sends nothing before somebody waits for it.
    const sent = send().then(() => undefined);
    await expect.poll(waiting).toBe(1);
    const updated = other.query('UPDATE t SET n = n + 1 WHERE id = 1');
    await expect.poll(waiting).toBe(2);
    await gate.query('SELECT pg_advisory_unlock(7)');
    await updated;
    await other.query('COMMIT');
    await sent;
    await expect.poll(deadlocks).toBeGreaterThan(before);
  }
  const { rows } = await database.pool.query('SELECT n FROM t ORDER BY id');
  expect(rows).toEqual([{ n: 6 }, { n: 6 }]);
});
