import type { RootDatabase } from 'lmdb';
import { UnavailableError } from '../errors.ts';

/**
 * Runs `work` in one write transaction, and resolves with what it returned when that is committed. What it wrote is there
 * as a whole or, when it throws or the commit fails, not at all; within it, reads see its own writes.
 *
 * A child transaction, because a plain one keeps what its callback had written before it threw.
 *
 * @throws {UnavailableError} when it can't be committed: the disk is full or fails. The next call may succeed.
 */
export async function writeLmdb<T>(root: RootDatabase, work: () => T): Promise<T> {
  try {
    return await root.childTransaction(work);
  } catch (error) {
    if (!isFailedCommit(error)) throw error;
    const cause = await error.commitError.catch((reason: unknown) => reason);
    throw new UnavailableError(
      'The store on disk can’t be written: free some space, or check the disk, and try again.',
      {
        cause,
      },
    );
  }
}

/** LMDB tells the reason in a second promise, which would end the process if nobody took it. */
function isFailedCommit(error: unknown): error is Error & { commitError: Promise<unknown> } {
  return error instanceof Error && 'commitError' in error && error.commitError instanceof Promise;
}
