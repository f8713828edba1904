import type pg from 'pg';

/** How many rows a statement stores. */
export const ROWS_AT_ONCE = 5_000;

/** A column, its type, and where its values come from. */
export type Column<Row> = readonly [name: string, type: string, of: (row: Row) => unknown];

/** Stores rows with one statement, in their order. */
export async function insertRows<Row>(
  client: pg.Client,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  const given = columns.map(([, type], index) => `$${index + 1}::text[]::${type}[]`).join(', ');
  const values = columns.map(([, , of]) => rows.map(of));
  await client.query(`INSERT INTO "${table}" (${names}) SELECT * FROM unnest(${given})`, values);
}

/** Uses all of a list, part by part. */
export async function inParts<T>(
  all: readonly T[],
  use: (part: readonly T[]) => Promise<unknown>,
  size = ROWS_AT_ONCE,
): Promise<void> {
  for (let at = 0; at < all.length; at += size) await use(all.slice(at, at + size));
}
