import type { Queryable } from '../database/last-migration.ts';

/** The sequence number of the last change of a memory; 0 when there was none. */
export async function memorySequence(database: Queryable): Promise<bigint> {
  const { rows } = await database.query(`SELECT "value"::text AS "value" FROM "MemoryCounter" WHERE "id" = 1`);
  return BigInt(String(rows[0]?.['value'] ?? '0'));
}
