import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { lastMigration } from '../database/last-migration.ts';
import { headerOf, type MovedFiles, rowLine } from './export-format.ts';
import { type FileSource, fileLines, type MovedFile, movedFile } from './file-lines.ts';
import { MOVED_TABLES, type MovedTable } from './moved-tables.ts';
import { TableSums } from './table-sums.ts';

const placeOf = z.array(z.string());
/** How many rows are read at once. */
const PAGE = 200;

/** Is told how many rows are done, of how many. */
export type OnRows = (done: number, total: number) => void;

export interface ExportOptions {
  /** Where files are read; undefined: their bytes stay where they are. */
  readonly source: FileSource | undefined;
  readonly onRows: OnRows;
  /** Is told, at the end, how many files are in the export, and of how many there were no bytes. */
  readonly onFiles: (files: MovedFiles) => void;
}

/**
 * Everything that Lex stores, as lines of JSON: a header, the rows, the bytes of files, and counts and hashes.
 *
 * All rows are as they were at one moment, whatever is written meanwhile. No more than a page of them is held in
 * memory.
 */
export async function* exportLines(
  { pool }: Pick<Database, 'pool'>,
  { source, onRows, onFiles }: ExportOptions,
): AsyncGenerator<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const ask: Ask = async (sql, values = []) => (await client.query<Record<string, unknown>>(sql, values)).rows;
    const counts = MOVED_TABLES.map(
      ({ name, where = 'TRUE' }) => `(SELECT count(*) FROM "${name}" t WHERE ${where})`,
    ).join(' + ');
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
    const files = source ? yield* fileLines(filesOf(ask), source) : { moved: 0, missing: 0 };
    onFiles(files);
    yield JSON.stringify({ end: { tables: sums.end(), files } });
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

type Ask = (sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** The rows of a table as JSON texts, a page at a time. */
async function* pagesOf({ name, order, where = 'TRUE' }: MovedTable, ask: Ask): AsyncGenerator<string[]> {
  const columns = order.map(({ column }) => `t."${column}"`).join(', ');
  const places = order.map(({ type }, at) => `$${at + 1}::${type}`).join(', ');
  let after: readonly unknown[] | undefined;
  for (;;) {
    const rows = await ask(
      `SELECT ARRAY[${order.map(({ column }) => `t."${column}"::text`).join(', ')}] AS "at", to_jsonb(t)::text AS "row"
       FROM "${name}" t WHERE (${where}) ${after ? `AND (${columns}) > (${places})` : ''}
       ORDER BY ${columns} LIMIT ${PAGE}`,
      after,
    );
    yield rows.map(({ row }) => String(row));
    if (rows.length < PAGE) return;
    after = placeOf.parse(rows.at(-1)?.['at']);
  }
}

/** The files whose rows are moved, in the same order. */
async function* filesOf(ask: Ask): AsyncGenerator<MovedFile> {
  const table = MOVED_TABLES.find(({ name }) => name === 'StoredFile');
  if (!table) return;
  for await (const rows of pagesOf(table, ask)) {
    for (const row of rows) yield movedFile.parse(JSON.parse(row));
  }
}
