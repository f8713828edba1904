import type { Queryable } from '../database/last-migration.ts';

/** Whether anything was ever remembered here for any user. */
export async function hasMemoryRecords(database: Queryable): Promise<boolean> {
  const { rows } = await database.query(`SELECT EXISTS (SELECT FROM "MemoryRecord") AS "found"`);
  return rows[0]?.['found'] === true;
}
