import { z } from 'zod';

/** Is raised whenever an older Lex couldn't read what this one writes. */
const VERSION = 2;

/** The first line of an export. */
export const exportHeader = z.strictObject({
  format: z.literal('lex-export'),
  version: z.literal(VERSION),
  /** The last migration of the exported database. Only a Lex with the same last migration can read the export. */
  schema: z.string(),
});
export type ExportHeader = z.infer<typeof exportHeader>;

/** How many rows a table has, and the SHA-256 of their lines, in hexadecimal. */
const tableSum = z.strictObject({ rows: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** How many files are in an export, and of how many the bytes weren't there. */
const movedFiles = z.strictObject({ moved: z.int().min(0), missing: z.int().min(0) });
export type MovedFiles = z.infer<typeof movedFiles>;

/** The last line of an export, by which an import sees that all of it has come. */
export const exportEnd = z.strictObject({
  end: z.strictObject({
    tables: z.record(z.string(), tableSum),
    files: movedFiles,
  }),
});
export type ExportEnd = z.infer<typeof exportEnd>;

export function headerOf(schema: string): ExportHeader {
  return { format: 'lex-export', version: VERSION, schema };
}

/** The line of a row. The row's JSON stays as PostgreSQL wrote it: large numbers would lose digits in JavaScript. */
export function rowLine(table: string, row: string): string {
  return `{"table":${JSON.stringify(table)},"row":${row}}`;
}

/** Takes the line of a row apart; returns undefined for any other line. */
export function readRowLine(line: string): { readonly table: string; readonly row: string } | undefined {
  const [, table, row] = /^\{"table":"(\w{1,40})","row":(\{.*\})\}$/s.exec(line) ?? [];
  return table !== undefined && row !== undefined ? { table, row } : undefined;
}

/** A piece of a file, in base64, or its end with the SHA-256 of all of it. */
const filePiece = z.union([
  z.strictObject({ file: z.uuid(), data: z.base64() }),
  z.strictObject({ file: z.uuid(), sha256: z.string() }),
]);
export type FilePiece = z.infer<typeof filePiece>;

export function fileLine(piece: FilePiece): string {
  return JSON.stringify(piece);
}

/** Reads the line of a piece of a file; returns undefined for any other line. */
export function readFileLine(line: string): FilePiece | undefined {
  if (!line.startsWith('{"file":')) return undefined;
  try {
    return filePiece.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
