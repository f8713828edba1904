import type { UserProperty } from './accounts/user-property.ts';
import { messageOf } from './errors.ts';
import type { Services } from './graphql/context.ts';
import type { Logger } from './log.ts';
import { retryUntil } from './time/retry-until.ts';

/** How long the deletion of a user tries to delete logs that are left, in milliseconds. */
const LOG_PATIENCE_MS = 2_000;

/** What the features have of a user, in the order in which it is deleted. */
export function userProperty({
  jobs,
  conversations,
  memory,
  replyLog,
  log,
}: Pick<Services, 'jobs' | 'conversations' | 'memory'> & {
  readonly replyLog: { delete(replyIds: readonly string[]): Promise<void> };
  readonly log: Logger;
}): UserProperty {
  return {
    stopJobs: (id) => jobs.stopAll(id),
    parts: [
      async (id) => ({ memories: await memory.deleteSome({ id }) }),
      (id) => conversations.deleteSome(id),
      async (id) => ({ jobs: await jobs.deleteSome(id) }),
    ],
    async deleteReplyLogs(ids) {
      // A log that can't be deleted now does no harm: without its message nobody can read it, and it expires.
      await retryUntil(() => replyLog.delete(ids), { patienceMs: LOG_PATIENCE_MS }).catch((error: unknown) =>
        log.warn({ logs: ids.length, reason: messageOf(error) }, 'reply logs of a deleted user stay until they expire'),
      );
    },
    memoriesChanged: (id) => memory.changed(id),
  };
}
