import type { RootDatabase } from 'lmdb';
import { within } from '../time/within.ts';

/** Long enough for a flush to a slow disk, and well within the time that a process has for stopping. */
const LONGEST_MS = 3_000;

/**
 * Closes an environment after the writes that are under way. After a failed commit LMDB waits for its flush without
 * end: then this stops waiting, which loses nothing, since whatever was committed is in the file.
 */
export async function closeLmdb(root: RootDatabase): Promise<void> {
  await within(LONGEST_MS, root.close(), { late: () => undefined });
}
