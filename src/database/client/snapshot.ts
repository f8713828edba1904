import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../database.ts';

/** The rows of several queries as they were at one moment. Each query's can be read once, in turns. */
export type SnapshotRows<Names extends string> = (name: Names) => AsyncGenerator<string>;

/** How many rows are in memory. */
const PAGE = 50;

const page = z.array(z.object({ row: z.string() }));
type Ask = (sql: string) => Promise<unknown>;

/**
 * Runs queries at one moment, and gives their rows page by page, whatever is written meanwhile.
 *
 * On a server, a transaction with a connection of its own stays open for as long as `work` takes. The embedded database
 * would keep everybody waiting for so long: there, PostgreSQL puts the rows aside first, in files where they are many,
 * and only that makes others wait.
 *
 * @param queries the rows of each have one column, named `row`, that is a text
 * @param values of their parameters, the same for all
 * @param work reads the rows, and may run other statements meanwhile
 */
export async function withSnapshot<Names extends string, Result>(
  { pool, hasOneSession }: Pick<Database, 'pool' | 'hasOneSession'>,
  queries: Readonly<Record<Names, string>>,
  values: readonly string[],
  work: (rows: SnapshotRows<Names>) => Promise<Result>,
): Promise<Result> {
  const prefix = `snapshot_${randomBytes(8).toString('hex')}`;
  const cursorOf = (name: string) => `"${prefix}_${name}"`;
  const client = await pool.connect();
  let isHeld = true;
  let isBroken = true;
  const release = () => {
    if (isHeld) client.release(isBroken);
    isHeld = false;
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const [name, sql] of Object.entries<string>(queries)) {
      const hold = hasOneSession ? 'WITH HOLD' : '';
      await client.query(`DECLARE ${cursorOf(name)} NO SCROLL CURSOR ${hold} FOR ${sql}`, [...values]);
    }
    if (hasOneSession) {
      await client.query('COMMIT');
      isBroken = false;
      // The cursors are the session's, so that the one connection of this pool is free for others.
      release();
    }
    const ask: Ask = async (sql) => (await (hasOneSession ? pool : client).query(sql)).rows;
    const result = await work((name) => rowsOf(ask, cursorOf(name))).finally(async () => {
      if (!hasOneSession) return;
      for (const name of Object.keys(queries)) await pool.query(`CLOSE ${cursorOf(name)}`).catch(() => undefined);
    });
    if (!hasOneSession) {
      await client.query('ROLLBACK');
      isBroken = false;
    }
    return result;
  } finally {
    // One that failed ends with its transaction.
    release();
  }
}

async function* rowsOf(ask: Ask, cursor: string): AsyncGenerator<string> {
  for (;;) {
    const rows = page.parse(await ask(`FETCH FORWARD ${PAGE} FROM ${cursor}`));
    for (const { row } of rows) yield row;
    if (rows.length < PAGE) return;
  }
}
