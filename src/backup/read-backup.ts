import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../errors.ts';
import { BackupError } from './backup-error.ts';
import {
  type BackupHeader,
  backupEnd,
  backupHeader,
  CLUSTER,
  END_PATH,
  FILES,
  HEADER_PATH,
  MOST_JSON_BYTES,
} from './backup-format.ts';
import { EntrySum } from './entry-sum.ts';
import { readTar } from './read-tar.ts';
import type { TarEntry } from './write-tar.ts';

/** What is done with a backup as it is read. */
export interface BackupReader {
  /** Is called first, and may refuse the backup. */
  header?(header: BackupHeader): void;
  /** Stores a file or a directory below the cluster or below users' files; it need not read the content. */
  entry?(entry: TarEntry): Promise<void>;
}

/** Names that PostgreSQL and Lex give: none of them leads out of a directory. */
const SAFE_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*)(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * Reads a compressed backup from its first byte to its last, and checks its sums.
 *
 * @throws {BackupError} when it isn't one, isn't whole, is damaged, or is of another version
 */
export async function readBackup(
  source: AsyncIterable<Uint8Array>,
  reader: BackupReader,
  signal: AbortSignal,
): Promise<BackupHeader> {
  try {
    return await pipeline(source, createGunzip(), (bytes: AsyncIterable<Buffer>) => readEntries(bytes, reader), {
      signal,
    });
  } catch (error) {
    throw isZlibError(error) ? new BackupError(`it is no backup, or damaged (${messageOf(error)})`) : error;
  }
}

async function readEntries(bytes: AsyncIterable<Uint8Array>, reader: BackupReader): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  const sum = new EntrySum();
  for await (const entry of readTar(bytes)) {
    const { path, size, content } = entry;
    if (!header) {
      const read = backupHeader.safeParse(path === HEADER_PATH ? await jsonOf(entry) : undefined);
      if (!read.success) throw new BackupError(whyNot(read.error.issues));
      header = read.data;
      reader.header?.(header);
      continue;
    }
    if (path === END_PATH) {
      if (JSON.stringify(backupEnd.safeParse(await jsonOf(entry)).data) !== JSON.stringify(sum.end())) {
        throw new BackupError('its sums are others than those it was made with, so that it is damaged');
      }
      // To the last byte, for there the compression has a sum of its own.
      for await (const _ of bytes);
      return header;
    }
    const place = [CLUSTER, FILES].find((each) => path.startsWith(each));
    if (place === undefined || !SAFE_PATH.test(path.slice(place.length)))
      throw new BackupError(`it has ${JSON.stringify(path)} in it`);
    sum.begin({ path, size });
    const summed = content && sum.passing(content);
    await reader.entry?.({ path, size, content: summed });
    if (summed) for await (const _ of summed);
  }
  throw new BackupError('it is not whole: its end is missing');
}

/** What a short file of the archive says; undefined when it is no JSON. */
async function jsonOf({ size, content }: TarEntry): Promise<unknown> {
  if (!content || size > MOST_JSON_BYTES) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return undefined;
  }
}

function whyNot(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const told = issues.find(({ path }) => path[0] === 'version' || path[0] === 'postgres');
  return told && issues.length === 1 ? told.message : 'it is no backup of Lex';
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_|^ERR_/.test(String(error.code)) && !isAbort(error);
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError';
}
