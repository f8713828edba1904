import type { Database } from './database.ts';

/** Is told how many tables have been read, of how many. */
export type OnTables = (done: number, total: number) => void;

/**
 * Reads every row of every table of Lex. PostgreSQL checks the sum of each page that it reads, so that damage comes to
 * light which no start shows.
 *
 * @throws when a page is damaged, with PostgreSQL's words
 */
export async function readAllTables({ pool }: Pick<Database, 'pool'>, onTables: OnTables): Promise<void> {
  const { rows } = await pool.query(
    `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  let done = 0;
  for (const { name } of rows) {
    // Values that are stored apart are read as well, since they are written out.
    await pool.query(`COPY public.${name} TO '/dev/null'`);
    onTables(++done, rows.length);
  }
}
