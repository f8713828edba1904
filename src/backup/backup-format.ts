import { z } from 'zod';
import { POSTGRES_VERSION } from '../database/embedded/cluster.ts';

// A backup is a tar archive: the header, the files of the cluster below CLUSTER, users' files below FILES, and the end.

/** Is raised whenever an older Lex couldn't read what this one writes. */
const VERSION = 2;
/** The first had no users' files. */
const READABLE = [1, VERSION];

export const HEADER_PATH = 'lex-backup.json';
export const END_PATH = 'lex-backup-end.json';
export const CLUSTER = 'postgres/';
export const FILES = 'files/';
/** The longest header and end, in bytes. */
export const MOST_JSON_BYTES = 10_000;

/** What the first file of a backup says. */
export const backupHeader = z.object({
  format: z.literal('lex-backup'),
  version: z.literal(READABLE, { error: 'it was made by another version of Lex, whose backups this one cannot read' }),
  /** The version of PostgreSQL's files. */
  postgres: z.literal(POSTGRES_VERSION, {
    error: `it is of another PostgreSQL; this version of Lex has ${POSTGRES_VERSION}`,
  }),
  /** The last migration of the database. A Lex that has it can open the backup. */
  schema: z.string().regex(/^[\w-]{1,100}$/),
  /** Which Lex made it. */
  lex: z.string().max(100),
  /** When it was begun. The state that it holds is the one of its end. */
  begunAt: z.iso.datetime(),
});
export type BackupHeader = z.infer<typeof backupHeader>;

/** What the last file says, by which one sees that all has come as it was. */
export const backupEnd = z.strictObject({
  /** How many files and directories there are between the header and the end, and their bytes. */
  entries: z.int().min(0),
  bytes: z.int().min(0),
  /** The SHA-256 of those: of each the path, the size, and the bytes. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupEnd = z.infer<typeof backupEnd>;

export function headerOf(facts: Pick<BackupHeader, 'schema' | 'lex' | 'begunAt'>): BackupHeader {
  return { format: 'lex-backup', version: VERSION, postgres: POSTGRES_VERSION, ...facts };
}
