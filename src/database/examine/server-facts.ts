import { z } from 'zod';
import type { Visitor } from './visit-postgres.ts';

const facts = z.object({
  /** Such as 140011 for 14.11. */
  version_number: z.int(),
  encoding: z.string(),
  /** Whether it is a standby, which takes no writes. */
  is_standby: z.boolean(),
  read_only: z.enum(['on', 'off']),
  fsync: z.enum(['on', 'off']),
  full_page_writes: z.enum(['on', 'off']),
  autovacuum: z.enum(['on', 'off']),
  synchronous_commit: z.string(),
  /** 0: never. Unknown before PostgreSQL 14. */
  idle_session_timeout_ms: z.number().nullable(),
  search_path: z.string(),
  /** How many connections there may be for others than administrators, and how many there are. */
  connections_allowed: z.int(),
  connections: z.int(),
  /** How many transactions the oldest row is behind; at two thousand million PostgreSQL refuses to write. */
  oldest_transactions: z.number(),
});
/** What a PostgreSQL says of itself. */
export type ServerFacts = z.infer<typeof facts>;

const FACTS = `
  SELECT current_setting('server_version_num')::int AS version_number,
    current_setting('server_encoding') AS encoding,
    pg_is_in_recovery() AS is_standby,
    current_setting('transaction_read_only') AS read_only,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('autovacuum') AS autovacuum,
    current_setting('synchronous_commit') AS synchronous_commit,
    (SELECT setting::float8 FROM pg_settings WHERE name = 'idle_session_timeout') AS idle_session_timeout_ms,
    current_setting('search_path') AS search_path,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      AS connections_allowed,
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
    (SELECT max(age(datfrozenxid))::float8 FROM pg_database) AS oldest_transactions`;

/** @throws when it doesn't answer */
export async function readServerFacts(visitor: Visitor): Promise<ServerFacts> {
  return facts.parse((await visitor.query(FACTS)).rows[0]);
}

const clock = z.object({ now_ms: z.number() });

/** The server's clock, and the moments of this machine between which it was read, in milliseconds. */
export async function readServerClock(
  visitor: Visitor,
): Promise<{ readonly read: number; readonly before: number; readonly after: number }> {
  const before = Date.now();
  const { rows } = await visitor.query('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms');
  const after = Date.now();
  return { read: clock.parse(rows[0]).now_ms, before, after };
}

/** How long some statements that do nothing take, one after the other, in milliseconds. */
export async function timeAnswers(visitor: Visitor, tries: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < tries; index++) {
    const started = performance.now();
    await visitor.query('SELECT 1');
    times.push(performance.now() - started);
  }
  return times;
}
