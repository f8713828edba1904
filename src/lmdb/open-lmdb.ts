import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { messageOf, StartError } from '../errors.ts';
import { findDamage } from './damage.ts';

/** What is there can't be read as an LMDB environment. */
export class DamagedStoreError extends StartError {
  override name = 'DamagedStoreError';
}

/** Named databases that one environment may hold. */
const MAX_DATABASES = 16;

/**
 * Opens an LMDB environment, making it if need be. One `open` for each path in a process.
 *
 * Left as LMDB has them, and why: syncing is on, since `noSync` can corrupt the file; no writable map, since a full disk
 * then kills the process (SIGBUS); commits return before they are synced (`overlappingSync`), so they survive the death
 * of the process at once and of the machine a moment later. The map grows by itself.
 *
 * Changed: writes of one turn of the event loop aren't batched. All of ours are transactions (write-lmdb.ts), and when the
 * commit of such a batch fails, LMDB rejects a promise of its own that nobody can take, which would end the process.
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
    return open({ path, maxDbs: MAX_DATABASES, eventTurnBatching: false });
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The store in ${path} can't be opened (${messageOf(error)}). Check that it can be written; nothing was changed.`,
    );
  }
}
