import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { messageOf, StartError } from '../errors.ts';
import { findDamage } from './damage.ts';

export type { RootDatabase };

/** What is there can't be read as an LMDB environment. */
export class DamagedStoreError extends StartError {
  override name = 'DamagedStoreError';
}

/** Named databases that one environment may hold. */
const MAX_DATABASES = 32;

/**
 * Opens an LMDB environment, making it if need be. One `open` for each path in a process.
 *
 * How it is set up for concurrent use, and why:
 * - The map grows by itself, and the file with it; what bounds it is the disk, and it never shrinks. Where it can't grow,
 *   or the disk is full, the write fails as a whole (write-lmdb.ts), and the next may succeed.
 * - Syncing is on, since `noSync` can corrupt the file. Commits return before they are synced (`overlappingSync`), so they
 *   survive the death of the process at once and of the machine a moment later. What is in these stores can be made again.
 * - No writable map, since a full disk then kills the process (SIGBUS).
 * - No compression, which was not measured: most values are packed binary of a few dozen to a few thousand bytes, and
 *   a recall reads a hundred of them in well under a millisecond.
 * - Readers wait for nobody: each sees the snapshot that was committed when its turn of the event loop began. Of reader
 *   slots (126 by default) a process takes one for each thread that reads, which is one.
 * - Several processes may open one directory: LMDB's lock lets one write at a time, and the lock of one that was killed is
 *   taken over. Lex never does, since each node has a directory of its own.
 * - Writes of one turn of the event loop aren't batched, unlike LMDB's default. All of ours are transactions, and when the
 *   commit of such a batch fails, LMDB rejects a promise of its own that nobody can take, which would end the process.
 * - A path is a directory, also where its name has a dot, which LMDB would take for a file.
 *
 * @throws {DamagedStoreError} when what is there isn't an LMDB environment
 * @throws {StartError} when the directory can't be written
 */
export async function openLmdb(path: string): Promise<RootDatabase> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // A damaged file ends the process inside of LMDB (SIGSEGV, SIGBUS): it has to be told before.
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
