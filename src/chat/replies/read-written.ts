import { UnavailableError } from '../../errors.ts';
import { retryUntil } from '../../time/retry-until.ts';
import type { ReplyRun } from '../messages/reply-run.ts';
import type { ReplyLog } from './log/reply-log.ts';

/** How long the end of a reply waits for its log to be readable. */
const LOG_PATIENCE_MS = 2_000;

/**
 * What the attempts at a reply have written so far, in whatever process.
 *
 * @throws {UnavailableError} when the log can't be read
 */
export async function readWritten(log: Pick<ReplyLog, 'read'>, messageId: string): Promise<readonly ReplyRun[]> {
  const read = retryUntil(() => log.read(messageId), { patienceMs: LOG_PATIENCE_MS });
  const logged = await read.catch((cause: unknown) => {
    throw new UnavailableError('What this reply has so far can not be read just now: try again.', { cause });
  });
  return logged?.runs ?? [];
}
