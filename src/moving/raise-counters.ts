import type { Queryable } from '../database/last-migration.ts';
import { MOVED_TABLES } from './moved-tables.ts';

/** What was used of a day counts at the new place, too. */
const GONE_TOKENS = `
  WITH used AS (
    SELECT "ownerId", "day", sum("inputTokens" + "outputTokens")::bigint AS "gone" FROM "TokenUsage"
    WHERE "day" >= (now() AT TIME ZONE 'UTC')::date - 1 GROUP BY 1, 2
  )
  INSERT INTO "TokenDay" AS d ("ownerId", "day", "gone")
  SELECT * FROM used
  UNION ALL SELECT '00000000-0000-0000-0000-000000000000', "day", sum("gone")::bigint FROM used GROUP BY "day"
  ON CONFLICT ("ownerId", "day") DO UPDATE SET "gone" = greatest(d."gone", EXCLUDED."gone")`;

/** An owner whose memories haven't changed since a former import of them stands where that left them. */
const MEMORY_RECORDS = `
  INSERT INTO "MemoryRecord" AS r ("ownerId", "number", "marks")
  SELECT "ownerId", max("sequence"), ARRAY["newMemoryMark"(max("sequence"))] FROM "Memory" GROUP BY "ownerId"
  ON CONFLICT ("ownerId") DO UPDATE SET "number" = EXCLUDED."number", "marks" = EXCLUDED."marks"
  WHERE r."number" < EXCLUDED."number"`;

/**
 * Raises all counters of the database to the imported rows, so that new rows get higher numbers.
 *
 * The records of owners get a new mark, by which processes that run already see that there are new memories. They look
 * all messages through again for those without the words by which they are found, which aren't moved.
 */
export async function raiseCounters(database: Queryable): Promise<void> {
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
  await database.query(GONE_TOKENS);
  await database.query(MEMORY_RECORDS);
  await database.query(`UPDATE "WordsProgress" SET "checkedTo" = 0`);
}
