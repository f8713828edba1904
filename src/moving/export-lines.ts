import type { Database } from '../database/database.ts';
import { lastMigration } from '../database/last-migration.ts';
import { headerOf, rowLine } from './export-format.ts';
import { MOVED_TABLES, type MovedTable } from './moved-tables.ts';
import { TableSums } from './table-sums.ts';

/** How many rows are read at once. */
const PAGE = 200;

/** Is told how many rows are done, of how many. */
export type OnRows = (done: number, total: number) => void;

/**
 * Everything that Lex stores, as lines of JSON: a header, the rows, and their counts and hashes.
 *
 * All rows are as they were at one moment, whatever is written meanwhile. No more than a page of them is held in
 * memory.
 */
export async function* exportLines({ pool }: Pick<Database, 'pool'>, onRows: OnRows): AsyncGenerator<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const ask: Ask = async (sql, values = []) => (await client.query<Record<string, unknown>>(sql, values)).rows;
    const counts = MOVED_TABLES.map(({ name }) => `(SELECT count(*) FROM "${name}")`).join(' + ');
    const [counted] = await ask(`SELECT (${counts})::text AS "total"`);
    const total = Number(counted?.['total']);
    yield JSON.stringify(headerOf(await lastMigration(client)));
    const sums = new TableSums();
    let done = 0;
    for (const table of MOVED_TABLES) {
      for await (const rows of pagesOf(table, ask)) {
        for (const row of rows) {
          sums.add(table.name, row);
          yield rowLine(table.name, row);
        }
        done += rows.length;
        onRows(done, total);
      }
    }
    yield JSON.stringify({ end: { tables: sums.end() } });
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

type Ask = (sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** The rows of a table as JSON texts, a page at a time. */
async function* pagesOf({ name, order }: MovedTable, ask: Ask): AsyncGenerator<string[]> {
  let after: unknown;
  for (;;) {
    const where = after === undefined ? '' : `WHERE "${order.column}" > $1::${order.type}`;
    const rows = await ask(
      `SELECT "${order.column}"::text AS "at", to_jsonb(t)::text AS "row" FROM "${name}" t ${where}
       ORDER BY "${order.column}" LIMIT ${PAGE}`,
      after === undefined ? [] : [after],
    );
    yield rows.map(({ row }) => String(row));
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.['at'];
  }
}
