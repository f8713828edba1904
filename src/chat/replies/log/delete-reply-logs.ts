import { retryUntil } from '../../../time/retry-until.ts';
import type { ReplyLog } from './reply-log.ts';

/** How long it is tried to delete the logs of replies, in milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Deletes the logs of replies; of those that are gone it deletes nothing.
 *
 * @throws what the last try failed with
 */
export function deleteReplyLogs(log: Pick<ReplyLog, 'delete'>, replyIds: readonly string[]): Promise<void> {
  return retryUntil(() => log.delete(replyIds), { patienceMs: PATIENCE_MS });
}
