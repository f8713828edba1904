import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { z } from 'zod';
import { StartError } from '../errors.ts';

/** Another process that runs has the directory. */
export class DirectoryInUseError extends StartError {
  override name = 'DirectoryInUseError';
}

/** The directory of the embedded database, LMDB and files, which one process at a time has. */
export interface DataDirectory {
  readonly path: string;
  /** Lets other processes take the directory. */
  release(): void;
}

/**
 * Takes the directory for this process, and makes it when it isn't there.
 *
 * PGlite has no lock of its own, and two processes in one directory silently lose each other's writes. So a process
 * locks the file `lex.lock`. The kernel keeps this lock: it works between containers that share a volume, and ends when
 * its process ends in whatever way. The file is never removed, since two processes could then lock two different files.
 * Its contents only tell the process that is refused who has the directory.
 *
 * @throws {DirectoryInUseError} when another process has it
 * @throws {StartError} when it can't be written or locked
 */
export async function takeDataDirectory(path: string): Promise<DataDirectory> {
  const lockPath = join(path, 'lex.lock');
  try {
    await makeDirectories(path);
    for (let tries = 0; tries < REMOVED_MEANWHILE; tries++) {
      const fd = lock(lockPath, path);
      if (fd !== undefined) return { path, release: () => closeSync(fd) };
    }
  } catch (error) {
    throw error instanceof StartError ? error : unwritable(path, error);
  }
  throw new StartError(`${lockPath} is being removed again and again: stop what does it.`);
}

/** How often the file may be removed between its opening and its locking. */
const REMOVED_MEANWHILE = 5;

/**
 * Works like `mkdir` with `recursive`, which on Node 20 never ends in a parent that takes no directories, like /proc.
 */
async function makeDirectories(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const parent = dirname(path);
    if (await isThere(path)) {
      if ((await stat(path)).isDirectory()) return;
      throw new StartError(`${path} is a file, not a directory: set LEX_DATA_DIR to a directory.`);
    }
    if (!isErrno(error, 'ENOENT') || (await isThere(parent))) throw error;
    await makeDirectories(parent);
    await makeDirectories(path);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Opens and locks the file; returns undefined when somebody has removed it meanwhile. The result is a file
 * descriptor, a number: a `FileHandle` that is no longer referenced would be collected, and the file closed with it.
 */
function lock(lockPath: string, directory: string): number | undefined {
  const fd = openSync(lockPath, 'a+', 0o600);
  try {
    if (!isLocked(fd, directory)) throw inUse(lockPath, directory);
    if (isSameFile(fd, lockPath)) {
      ftruncateSync(fd);
      writeSync(fd, `${JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)}\n`);
      return fd;
    }
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return undefined;
}

function isLocked(fd: number, directory: string): boolean {
  try {
    return tryLock(fd);
  } catch (error) {
    throw new StartError(
      `The data directory ${directory} is on a file system without locks (${codeOf(error)}), which can't be kept ` +
        'from being used by two processes: set LEX_DATA_DIR to one on another.',
    );
  }
}

function isSameFile(fd: number, path: string): boolean {
  const [open, named] = [fstatSync(fd), statSync(path, { throwIfNoEntry: false })];
  return named !== undefined && open.ino === named.ino && open.dev === named.dev;
}

const holderSchema = z.object({ pid: z.int(), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

function inUse(lockPath: string, directory: string): DirectoryInUseError {
  const { pid, host } = readHolder(lockPath) ?? {};
  // The number means something only on its own host: each container counts its processes by itself.
  const where = host === undefined || host === hostname() ? '' : ` of ${JSON.stringify(host)}`;
  const who = pid === undefined ? 'another process' : `process ${pid}${where}`;
  return new DirectoryInUseError(
    `The data directory ${directory} is in use by ${who}: stop it, or set LEX_DATA_DIR to another directory.`,
  );
}

function readHolder(lockPath: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(lockPath, 'utf8'))).data;
  } catch {
    // The other process has locked the file, and not written to it yet.
    return undefined;
  }
}

function unwritable(path: string, cause: unknown): StartError {
  return new StartError(
    `The data directory ${path} can't be written (${codeOf(cause)}): set LEX_DATA_DIR to one that can.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
