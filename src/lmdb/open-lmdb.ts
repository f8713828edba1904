import { mkdir } from 'node:fs/promises';
import { open, type RootDatabase } from 'lmdb';
import { messageOf, StartError } from '../errors.ts';

/** Named databases that one environment may hold. */
const MAX_DATABASES = 16;

/**
 * Opens an LMDB environment, making it if need be. One `open` for each path in a process.
 *
 * Left as LMDB has them, and why: syncing is on, since `noSync` can corrupt the file; no writable map, since a full disk
 * then kills the process (SIGBUS); commits return before they are synced (`overlappingSync`), so they survive the death
 * of the process at once and of the machine a moment later. The map grows by itself.
 *
 * @throws {StartError} when the directory can't be written, or what is there isn't an LMDB environment
 */
export async function openLmdb(path: string): Promise<RootDatabase> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return open({ path, maxDbs: MAX_DATABASES });
  } catch (error) {
    throw new StartError(
      `The store in ${path} can't be opened (${messageOf(error)}). Check that it can be written; nothing was changed.`,
    );
  }
}
