import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { syncDirectory } from '../database/embedded/sync-tree.ts';
import { messageOf, StartError } from '../errors.ts';
import { readBackup } from './read-backup.ts';

/** Compresses well below the speed of a disk, where the default takes some times as long for a tenth less. */
const LEVEL = 2;

/**
 * Writes a backup to a file that only its owner can read, and that appears under its name when it is whole, on the
 * disk, and has been read again.
 *
 * @throws {StartError} when there is such a file, it can't be written, or this was stopped; nothing is left then
 */
export async function writeBackupFile(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  if (existsSync(path)) throw new StartError(`${path} is there already: name another file.`);
  const partial = `${path}.${process.pid}.part`;
  try {
    await writeBackup(bytes, createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true }), signal);
    await readBackup(createReadStream(partial), {}, signal);
    await rename(partial, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw signal.aborted ? stopped(error) : error;
  }
}

/**
 * Writes a backup, compressed, to what isn't a file.
 *
 * @throws {StartError} when it can't be written, or this was stopped
 */
export async function writeBackup(
  bytes: AsyncIterable<Uint8Array>,
  target: Writable,
  signal: AbortSignal,
  { end = true }: { readonly end?: boolean } = {},
): Promise<void> {
  try {
    await pipeline(bytes, createGzip({ level: LEVEL }), target, { signal, end });
  } catch (error) {
    if (signal.aborted) throw stopped(error);
    const isWrite = error instanceof Error && 'syscall' in error;
    throw isWrite ? new StartError(`The backup can't be written: ${messageOf(error)}.`, { cause: error }) : error;
  }
}

function stopped(cause: unknown): StartError {
  return new StartError('Stopped: no backup was made.', { cause });
}

/** Sorted by their names, the files are sorted by their time. */
const NAME = /^lex-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z\.tar\.gz$/;
const LEFT_BEHIND = /^(lex-[\dTZ-]+\.tar\.gz)\.\d+\.part$/;

/** A file in a directory of backups, named after the time. */
export function backupPathIn(directory: string): string {
  return join(directory, `lex-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`);
}

/**
 * Removes from a directory all but the newest backups, and what earlier ones left behind that were killed.
 *
 * @param newest the one that was just made
 * @returns the names of the backups that were removed
 */
export async function removeOlderBackups(newest: string, keep: number): Promise<readonly string[]> {
  const directory = dirname(newest);
  const names = await readdir(directory);
  const older = names
    .filter((name) => NAME.test(name))
    .sort()
    .slice(0, -keep);
  const left = names.filter((name) => (LEFT_BEHIND.exec(name)?.[1] ?? '~') < basename(newest));
  for (const name of [...older, ...left]) await rm(join(directory, name), { force: true });
  return older;
}
