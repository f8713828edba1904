import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartError } from '../errors.ts';

/** A live process has the directory. */
export class DirectoryInUseError extends StartError {
  override name = 'DirectoryInUseError';
}

/** The directory that one process at a time owns: the embedded database, LMDB and files live in it. */
export interface DataDirectory {
  readonly path: string;
  /** Gives the directory back. The files stay. */
  release(): Promise<void>;
}

/**
 * Takes the directory for this process, making it if need be.
 *
 * PGlite has no lock of its own, and two processes in one directory lose each other's writes without a word.
 * The lock is a file that holds the owner's pid and the time the kernel started it: a file left by a process that
 * died, also one whose pid has been given to another program since, is taken over.
 *
 * @throws {StartError} when a live process holds it (with its pid), or it can't be written
 */
export async function takeDataDirectory(path: string): Promise<DataDirectory> {
  const lockPath = join(path, 'lex.lock');
  try {
    await makeDirectories(path);
  } catch (error) {
    throw unwritable(path, error);
  }
  if (!(await createLock(lockPath, path))) await takeOver(lockPath, path);
  return { path, release: () => rm(lockPath, { force: true }) };
}

/** As `mkdir` with `recursive`, which on Node 20 never ends where a parent is there but takes no directories, as /proc. */
async function makeDirectories(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return;
    const parent = dirname(path);
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
 * Replaces the lock of a process that died. Two processes that find the same dead one must not both win, the second
 * by removing the lock that the first has just made: so whoever looks and replaces holds a guard meanwhile.
 */
async function takeOver(lockPath: string, directory: string): Promise<void> {
  const guard = `${lockPath}.takeover`;
  try {
    await mkdir(guard);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw unwritable(directory, error);
    // Held for milliseconds, unless its process died just then.
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > STALE_GUARD_MS) await rm(guard, { recursive: true, force: true });
    throw new StartError(`The data directory ${directory} is just being taken by another process: try again.`);
  }
  try {
    const holder = await readHolder(lockPath);
    if (holder && (await isAlive(holder))) {
      throw new DirectoryInUseError(
        `The data directory ${directory} is in use by process ${holder.pid}: stop it, or set LEX_DATA_DIR to another directory.`,
      );
    }
    await rm(lockPath, { force: true });
    if (!(await createLock(lockPath, directory))) {
      throw new StartError(`The data directory ${directory} is just being taken by another process: try again.`);
    }
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

const STALE_GUARD_MS = 10_000;

interface Holder {
  readonly pid: number;
  /** As {@link processStart} tells it; undefined where the system doesn't. */
  readonly startedAt: string | undefined;
}

async function createLock(lockPath: string, directory: string): Promise<boolean> {
  try {
    const file = await open(lockPath, 'wx', 0o600);
    try {
      const holder: Holder = { pid: process.pid, startedAt: await processStart(process.pid) };
      await file.writeFile(`${JSON.stringify(holder)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw unwritable(directory, error);
  }
}

async function readHolder(lockPath: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(lockPath, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number')
      return undefined;
    const startedAt = 'startedAt' in value && typeof value.startedAt === 'string' ? value.startedAt : undefined;
    return { pid: value.pid, startedAt };
  } catch {
    // Gone since, or cut short by a crash between its creation and its content: nobody holds it.
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!isErrno(error, 'EPERM')) return false;
  }
  if (await isZombie(holder.pid)) return false;
  const startedAt = await processStart(holder.pid);
  return holder.startedAt === undefined || startedAt === undefined || startedAt === holder.startedAt;
}

/** Whether a process has ended, all of its threads, and is only waiting for its parent to take note. */
async function isZombie(pid: number): Promise<boolean> {
  const [state] = await processFields(pid);
  if (state !== 'Z') return false;
  return (await readdir(`/proc/${pid}/task`).catch(() => [])).length <= 1;
}

/** When the kernel started a process, in its own ticks; undefined where there is no /proc. */
async function processStart(pid: number): Promise<string | undefined> {
  return (await processFields(pid))[19];
}

/** The fields of /proc/pid/stat from the third on, the state; none where there is no /proc. */
async function processFields(pid: number): Promise<string[]> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in parentheses, and may hold spaces itself.
  return line ? line.slice(line.lastIndexOf(')') + 2).split(' ') : [];
}

function unwritable(path: string, cause: unknown): StartError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  return new StartError(`The data directory ${path} can't be written (${reason}): set LEX_DATA_DIR to one that can.`);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
