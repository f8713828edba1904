import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { messageOf, StartError } from '../errors.ts';
import { findDamage } from './damage.ts';

export type { RootDatabase };

/** The file can't be read as an LMDB environment. */
export class DamagedStoreError extends StartError {
  override name = 'DamagedStoreError';
}

/** How many named databases one environment may have. */
const MAX_DATABASES = 32;

/**
 * Opens an LMDB environment, and makes it where there is none. A process may open each path once.
 *
 * How it is set up for concurrent use, and why:
 * - The map grows by itself, and the file with it, as long as the disk has space; it never shrinks. When it can't
 *   grow, the write fails as a whole (write-lmdb.ts), and the next one may succeed.
 * - Syncing is on, since `noSync` can corrupt the file. Commits return before they are synced (`overlappingSync`):
 *   they survive the death of the process at once, and that of the machine a moment later. These stores can be made
 *   again.
 * - The map isn't writable, since a full disk would then kill the process (SIGBUS).
 * - Values aren't compressed. This was not measured: most are packed binary of a few dozen to a few thousand bytes,
 *   and a recall reads a hundred of them in well under a millisecond.
 * - Readers wait for nobody: each sees the snapshot that was committed when its turn of the event loop began. A
 *   process takes one reader slot (of 126 by default) for each thread that reads, which is one.
 * - Several processes may open one directory: LMDB's lock lets one of them write at a time, and is taken over from a
 *   process that was killed. In Lex each node has a directory of its own.
 * - Writes of one turn of the event loop aren't batched, unlike LMDB's default. All our writes are transactions, and
 *   when the commit of a batch fails, LMDB rejects a promise that nobody can catch, which would end the process.
 * - A path is a directory even if its name has a dot, in which case LMDB would take it for a file.
 *
 * @throws {DamagedStoreError} when what is there isn't an LMDB environment
 * @throws {StartError} when the directory can't be written
 */
export async function openLmdb(path: string): Promise<RootDatabase> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // LMDB crashes the process on a damaged file (SIGSEGV, SIGBUS), so damage has to be found before.
    const damage = await findDamage(join(path, 'data.mdb'));
    if (damage !== undefined) throw new DamagedStoreError(`The store in ${path} is damaged: ${damage}.`);
    return open({ path, maxDbs: MAX_DATABASES, eventTurnBatching: false, noSubdir: false });
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The store in ${path} can't be opened (${messageOf(error)}). Check that it can be written; nothing was changed.`,
    );
  }
}
