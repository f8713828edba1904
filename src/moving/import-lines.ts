import type { Database } from '../database/database.ts';
import { lastMigration, type Queryable } from '../database/last-migration.ts';
import { type ExportEnd, exportEnd, exportHeader, readFileLine, readRowLine } from './export-format.ts';
import { ImportBatch } from './import-batch.ts';
import { ImportError } from './import-error.ts';
import { hasMemoryRecords } from './memory-records.ts';
import { MOVED_TABLES } from './moved-tables.ts';
import { NumberedLines } from './numbered-lines.ts';
import { raiseCounters } from './raise-counters.ts';
import { TableSums } from './table-sums.ts';
import { type FileTarget, takeFile } from './take-file.ts';

/**
 * The changes of each owner's memories have numbers of their own at either place, which say nothing of each other's:
 * none are added where anything was remembered before.
 */
const SEQUENCED = 'Memory';

export interface ImportOptions {
  /** Where files are kept here. */
  readonly files: FileTarget;
  /** Is told how many rows have been read. */
  readonly onRow: (rows: number) => void;
}

/**
 * Stores the lines that `exportLines` made.
 *
 * Rows that are there already, exactly as in the export, are left, so that an import that was broken off can be
 * repeated. Each row is compared with the stored one, and the counts and hashes of all with those of the last line.
 *
 * @returns what was read, by table, and how many files
 * @throws {ImportError} for lines that can't be read, an export that isn't whole or comes from another version of Lex,
 *   and rows that differ from those that are there
 */
export async function importLines(
  { pool }: Pick<Database, 'pool'>,
  lines: AsyncIterable<string>,
  options: ImportOptions,
): Promise<ExportEnd['end']> {
  const numbered = new NumberedLines(lines);
  try {
    return await storeLines(pool, numbered, options);
  } finally {
    await numbered.close();
  }
}

async function storeLines(
  pool: Database['pool'],
  numbered: NumberedLines,
  { files, onRow }: ImportOptions,
): Promise<ExportEnd['end']> {
  const database: Queryable = { query: (text, parameters) => pool.query<Record<string, unknown>>(text, parameters) };
  const isUsed = await hasMemoryRecords(database);
  const sums = new TableSums();
  let rows = 0;
  let moved = 0;
  let end: ExportEnd['end'] | undefined;
  let batch: ImportBatch | undefined;
  const flush = async () => {
    await batch?.store(database, { mayAdd: !isUsed || batch.table.name !== SEQUENCED });
    batch = undefined;
  };

  for (let line = await numbered.next(); line !== undefined; line = await numbered.next()) {
    const { number } = numbered;
    if (end) throw new ImportError(number, 'there is something after the end of the export.');
    if (number === 1) {
      await checkHeader(database, line);
      continue;
    }
    const piece = readFileLine(line);
    if (piece) {
      await flush();
      await takeFile(database, files, { first: piece, lines: numbered });
      moved++;
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
    if (batch && (batch.table !== table || batch.isFull)) await flush();
    batch ??= new ImportBatch(table, number);
    batch.add(read.row);
    sums.add(table.name, read.row);
    onRow(++rows);
  }
  await flush();
  const { number } = numbered;
  if (!end) {
    throw new ImportError(number + 1, 'the export ends before its last line: take a whole one, and import it again.');
  }
  const found = sums.end();
  requireSame(found, end.tables, number);
  if (moved !== end.files.moved) {
    throw new ImportError(number, `${moved} files came, and ${end.files.moved} were written: take another copy.`);
  }
  await raiseCounters(database);
  return end;
}

async function checkHeader(database: Queryable, line: string): Promise<void> {
  const header = exportHeader.safeParse(parsed(line));
  if (!header.success) throw new ImportError(1, 'this is no export that this version of Lex can read.');
  const schema = await lastMigration(database);
  if (header.data.schema === schema) return;
  throw new ImportError(
    1,
    `the export is of a database at ${header.data.schema}, and this one is at ${schema}: ` +
      'use the same version of Lex for both.',
  );
}

function readEnd(line: string, number: number): ExportEnd['end'] {
  const end = exportEnd.safeParse(parsed(line));
  if (!end.success) throw new ImportError(number, 'this is no line of an export.');
  return end.data.end;
}

function requireSame(found: ExportEnd['end']['tables'], expected: ExportEnd['end']['tables'], number: number): void {
  for (const { name } of MOVED_TABLES) {
    const [came, written] = [found[name], expected[name]];
    if (came?.rows === written?.rows && came?.sha256 === written?.sha256) continue;
    const counts = `of ${name}, ${came?.rows ?? 0} rows came, and ${written?.rows ?? 0} were written`;
    const advice = 'take another copy of the export, and a deployment that has not been used';
    throw new ImportError(number, `${counts}, or some are not as they were: ${advice}.`);
  }
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
