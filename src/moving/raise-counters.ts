import type { Queryable } from './last-migration.ts';
import { MOVED_TABLES } from './moved-tables.ts';

/**
 * Raises all counters of the database to the imported rows, so that new rows get higher numbers.
 *
 * By the counter of memory the processes of this deployment see that there are new memories, and read them.
 */
export async function raiseCounters(database: Queryable, sequence: string): Promise<void> {
  const { rows } = await database.query(
    `SELECT "table_name" AS "table", "column_name" AS "column",
       pg_get_serial_sequence(format('%I', "table_name"), "column_name") AS "serial"
     FROM information_schema.columns
     WHERE "table_schema" = 'public' AND "column_default" LIKE 'nextval(%' AND "table_name" = ANY($1)`,
    [MOVED_TABLES.map(({ name }) => name)],
  );
  for (const { table, column, serial } of rows) {
    await database.query(
      `SELECT setval('${serial}',
         greatest((SELECT "last_value" FROM ${serial}), (SELECT max("${column}") FROM "${table}")))`,
    );
  }
  await database.query(`UPDATE "MemoryCounter" SET "value" = greatest("value", $1::bigint) WHERE "id" = 1`, [sequence]);
}
