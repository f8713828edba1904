import type { RootDatabase } from 'lmdb';
import { within } from '../time/within.ts';

/** Long enough for a flush to a slow disk; within the time that a stop may take. */
const LONGEST_MS = 3_000;

/**
 * Closes an environment, after what is being written. When a commit has failed, LMDB waits for ever for its flush: then
 * this gives up waiting, which loses nothing, since what was committed is in the file.
 */
export async function closeLmdb(root: RootDatabase): Promise<void> {
  await within(LONGEST_MS, root.close(), { late: () => undefined });
}
