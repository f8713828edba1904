import type { Database } from '../database/database.ts';
import { headerOf, rowLine } from './export-format.ts';
import { lastMigration } from './last-migration.ts';
import { MOVED_TABLES } from './moved-tables.ts';
import { TableSums } from './table-sums.ts';

/** Rows that are read at once. */
const PAGE = 200;

/** How many rows have been done, of how many. */
export type OnRows = (done: number, total: number) => void;

/**
 * All that Lex keeps, as lines of JSON: a header, each row, and what they come to. All of one moment, whatever is written
 * meanwhile; a page of rows is held at a time.
 */
export async function* exportLines({ pool }: Pick<Database, 'pool'>, onRows: OnRows): AsyncGenerator<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const ask = async (sql: string, values: readonly unknown[] = []) =>
      (await client.query<Record<string, unknown>>(sql, values)).rows;
    const counts = MOVED_TABLES.map(({ name }) => `(SELECT count(*) FROM "${name}")`).join(' + ');
    const [counted] = await ask(`SELECT (${counts})::text AS "total"`);
    const total = Number(counted?.['total']);
    yield JSON.stringify(headerOf(await lastMigration(client)));
    const sums = new TableSums();
    let done = 0;
    for (const { name, order } of MOVED_TABLES) {
      let after: unknown;
      for (;;) {
        const where = after === undefined ? '' : `WHERE "${order.column}" > $1::${order.type}`;
        const rows = await ask(
          `SELECT "${order.column}"::text AS "at", to_jsonb(t)::text AS "row" FROM "${name}" t ${where}
           ORDER BY "${order.column}" LIMIT ${PAGE}`,
          after === undefined ? [] : [after],
        );
        for (const { at, row } of rows) {
          after = at;
          sums.add(name, String(row));
          yield rowLine(name, String(row));
        }
        done += rows.length;
        onRows(done, total);
        if (rows.length < PAGE) break;
      }
    }
    const [counter] = await ask(`SELECT "value"::text AS "value" FROM "MemoryCounter" WHERE "id" = 1`);
    yield JSON.stringify({ end: { tables: sums.end(), memorySequence: String(counter?.['value'] ?? '0') } });
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}
