import type { RootDatabase } from 'lmdb';
import { messageOf, UnavailableError } from '../errors.ts';

/**
 * Runs a change in a write transaction: all of it is stored, or nothing. The change must not wait for anything.
 *
 * Resolves when the change is committed: readers see it, and it survives the death of this process.
 *
 * @throws what the change throws, after which it is as if it had never run
 * @throws {UnavailableError} when the store can't take it, most often because the disk is full
 */
export async function writeTransaction<T>(root: RootDatabase, change: () => T): Promise<T> {
  try {
    // A child, since LMDB commits what a plain transaction had written before it threw.
    return await root.childTransaction(change);
  } catch (error) {
    throw (await failedCommit(error)) ?? error;
  }
}

/**
 * LMDB tells of a failed commit twice: the writer's promise rejects, and so does another one in `commitError`, which has the
 * reason. Left alone, that second one would end the process as an unhandled rejection.
 */
async function failedCommit(error: unknown): Promise<UnavailableError | undefined> {
  if (!(error instanceof Error) || !('commitError' in error)) return undefined;
  const reason = await Promise.resolve(error.commitError).then(() => 'the commit failed', messageOf);
  return new UnavailableError(`The store on disk can't be written (${reason}). Make room on the disk and try again.`, {
    cause: error,
  });
}
