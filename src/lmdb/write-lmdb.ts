import type { RootDatabase } from 'lmdb';
import { UnavailableError } from '../errors.ts';

/** A store can't be written just now; the next write may succeed. */
export class StoreUnavailableError extends UnavailableError {}

/**
 * Runs `work` in one write transaction, and resolves with what it returned once that is committed. Either all of its
 * writes are stored, or, when it throws or the commit fails, none. Within the transaction, reads see its own writes.
 *
 * This uses a child transaction, because a plain one commits what its callback had written before it threw.
 *
 * @throws {StoreUnavailableError} when the commit fails, because the disk is full or faulty; the next call may succeed
 */
export async function writeLmdb<T>(root: RootDatabase, work: () => T): Promise<T> {
  try {
    return await root.childTransaction(work);
  } catch (error) {
    if (!isFailedCommit(error)) throw error;
    const cause = await error.commitError.catch((reason: unknown) => reason);
    throw new StoreUnavailableError(
      'The store on disk can’t be written: free some space, or check the disk, and try again.',
      {
        cause,
      },
    );
  }
}

/** LMDB gives the reason in a second promise, whose rejection would end the process if nobody caught it. */
function isFailedCommit(error: unknown): error is Error & { commitError: Promise<unknown> } {
  return error instanceof Error && 'commitError' in error && error.commitError instanceof Promise;
}
