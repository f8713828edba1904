import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import { type ExportEnd, exportEnd, exportHeader, readRowLine } from './export-format.ts';
import { ImportError } from './import-error.ts';
import { lastMigration, type Queryable } from './last-migration.ts';
import { MOVED_TABLES, type MovedTable } from './moved-tables.ts';
import { TableSums } from './table-sums.ts';

/** Rows that are stored at once; fewer where they are long. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 2 * 1_024 * 1_024;
/** Those whose rows nodes find by their sequence numbers. */
const SEQUENCED = new Set(['Memory', 'MemoryDeletion']);

/**
 * Stores what `exportLines` wrote. A row that is there already, just as it is in the export, is left, so an import that was
 * broken off, or made before, may be made again. Each row is compared with what is stored; counts and hashes with the last
 * line.
 *
 * @param onRow told how many rows have been read
 * @returns what was read, by table
 * @throws {ImportError} for lines that can't be read, an export that isn't whole, one of another version of Lex, and rows
 *   in whose place there are others
 */
export async function importLines(
  { pool }: Pick<Database, 'pool'>,
  lines: AsyncIterable<string>,
  onRow: (rows: number) => void,
): Promise<ExportEnd['end']['tables']> {
  const database: Queryable = { query: (text, parameters) => pool.query<Record<string, unknown>>(text, parameters) };
  const before = await memorySequence(database);
  const sums = new TableSums();
  let rows = 0;
  let number = 0;
  let end: ExportEnd['end'] | undefined;
  let batch: Batch | undefined;
  const flush = async () => {
    if (batch) await store(database, batch, { mayAdd: before === 0n || !SEQUENCED.has(batch.table.name) });
    batch = undefined;
  };

  for await (const line of lines) {
    number++;
    if (end) throw new ImportError(number, 'there is something after the end of the export.');
    if (number === 1) {
      await checkHeader(database, line);
      continue;
    }
    const read = readRowLine(line);
    if (!read) {
      end = readEnd(line, number);
      continue;
    }
    const table = MOVED_TABLES.find(({ name }) => name === read.table);
    if (!table) throw new ImportError(number, `Lex has no table ${read.table}.`);
    requireJson(read.row, number);
    if (batch && (batch.table !== table || batch.rows.length >= MOST_ROWS || batch.characters > MOST_CHARACTERS)) {
      await flush();
    }
    batch ??= { table, first: number, rows: [], characters: 0 };
    batch.rows.push(read.row);
    batch.characters += read.row.length;
    sums.add(table.name, read.row);
    onRow(++rows);
  }
  await flush();
  if (!end) {
    throw new ImportError(number + 1, 'the export ends before its last line: take a whole one, and import it again.');
  }
  const found = sums.end();
  for (const { name } of MOVED_TABLES) {
    const expected = end.tables[name];
    const is = found[name];
    if (expected?.rows === is?.rows && expected?.sha256 === is?.sha256) continue;
    throw new ImportError(
      number,
      `of ${name}, ${is?.rows ?? 0} rows came, and ${expected?.rows ?? 0} were written, or some are not as they were: take another copy of the export, and a deployment that has not been used.`,
    );
  }
  await raiseCounters(database, end.memorySequence);
  return found;
}

interface Batch {
  readonly table: MovedTable;
  /** The number of its first line. */
  readonly first: number;
  readonly rows: string[];
  characters: number;
}

async function checkHeader(database: Queryable, line: string): Promise<void> {
  const header = exportHeader.safeParse(parsed(line));
  if (!header.success) throw new ImportError(1, 'this is no export that this version of Lex can read.');
  const schema = await lastMigration(database);
  if (header.data.schema === schema) return;
  throw new ImportError(
    1,
    `the export is of a database at ${header.data.schema}, and this one is at ${schema}: use the same version of Lex for both.`,
  );
}

function readEnd(line: string, number: number): ExportEnd['end'] {
  const end = exportEnd.safeParse(parsed(line));
  if (!end.success) throw new ImportError(number, 'this is no line of an export.');
  return end.data.end;
}

function requireJson(text: string, number: number): void {
  if (parsed(text) === undefined) throw new ImportError(number, 'the row is not JSON.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Adds the rows of a batch that aren't there, if that may be, and sees that all of them then are. */
async function store(database: Queryable, batch: Batch, { mayAdd }: { mayAdd: boolean }): Promise<void> {
  const { name, key, order, mayDiffer } = batch.table;
  const rows = `[${batch.rows.join(',')}]`;
  const type = key === order.column ? order.type : 'uuid';
  try {
    if (mayAdd) {
      await database.query(
        `INSERT INTO "${name}" SELECT * FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) ON CONFLICT DO NOTHING`,
        [rows],
      );
    }
    const { rows: others } = await database.query(
      `SELECT e."at"::int AS "at", t."${key}" IS NULL AS "missing"
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e("row", "at")
       LEFT JOIN "${name}" t ON t."${key}" = (e."row" ->> '${key}')::${type}
       WHERE to_jsonb(t) - $2::text[] IS DISTINCT FROM e."row" - $2::text[] ORDER BY e."at" LIMIT 1`,
      [rows, mayDiffer],
    );
    const [other] = others;
    if (!other) return;
    const line = batch.first + Number(other['at']) - 1;
    throw new ImportError(
      line,
      other['missing'] === true
        ? `this row of ${name} can't be added, since this deployment has others of its own: import into one that has not been used.`
        : `${name} has this row already, with something else in it: import into a deployment that has not been used.`,
    );
  } catch (error) {
    if (error instanceof ImportError || !isRefusedByPostgres(error)) throw error;
    throw new ImportError(
      batch.first,
      `here or in the lines after it is a row that can't be stored (${messageOf(error)}).`,
    );
  }
}

/** PostgreSQL's codes for data that it doesn't take, and for what breaks a constraint. */
function isRefusedByPostgres(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|23)/.test(error.code);
}

async function memorySequence(database: Queryable): Promise<bigint> {
  const { rows } = await database.query(`SELECT "value"::text AS "value" FROM "MemoryCounter" WHERE "id" = 1`);
  return BigInt(String(rows[0]?.['value'] ?? '0'));
}

/**
 * What is numbered from now on comes after what was imported. Nodes of this deployment then read the memories: until here
 * they had none.
 */
async function raiseCounters(database: Queryable, sequence: string): Promise<void> {
  const { rows } = await database.query(
    `SELECT "table_name" AS "table", "column_name" AS "column",
       pg_get_serial_sequence(format('%I', "table_name"), "column_name") AS "serial"
     FROM information_schema.columns
     WHERE "table_schema" = 'public' AND "column_default" LIKE 'nextval(%' AND "table_name" = ANY($1)`,
    [MOVED_TABLES.map(({ name }) => name)],
  );
  for (const { table, column, serial } of rows) {
    await database.query(
      `SELECT setval('${serial}', greatest((SELECT "last_value" FROM ${serial}), (SELECT max("${column}") FROM "${table}")))`,
    );
  }
  await database.query(`UPDATE "MemoryCounter" SET "value" = greatest("value", $1::bigint) WHERE "id" = 1`, [sequence]);
}
