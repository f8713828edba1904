import { type ChangeJournal, EVERYTHING } from '../../cache/change-journal.ts';
import { NotFoundError, UnavailableError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Actor } from '../audit/audit-entry.ts';
import { CREDENTIALS } from '../keys/credential-events.ts';
import type { Property } from '../property-store.ts';
import type { UserProperty } from '../user-property.ts';
import type { DeletedUser, UserDeletionStore } from './user-deletion-store.ts';

/** What a deletion has deleted, and when it was done. */
export interface DeletionReceipt extends Property {
  readonly apiKeys: number;
  readonly deletedAt: Date;
}

/** Deletes users. */
export interface UserDeletionService {
  /**
   * Deletes a user with all that is theirs: it stops what runs, deletes what the features have, part by part, and then
   * the row of the user with what has come meanwhile. After that it names the change in the journal, so that no kept
   * answer is given again, and ends the sockets and streams of the user on all processes.
   *
   * Whatever it is broken off by, the row of the user stays until nothing else is left, so that calling it again goes
   * on where it was; the receipt counts what this call has deleted.
   *
   * @throws {NotFoundError} when there is no such user
   * @throws {UnavailableError} when there is more than could be deleted in the time, or a part doesn't answer: call
   *   again to go on
   */
  delete(userId: string, by: Actor): Promise<DeletionReceipt>;
}

/** How long a deletion goes on, in milliseconds: less than a mutation may take, so that its caller hears of it. */
const PATIENCE_MS = 100_000;

export function createUserDeletionService({
  store,
  property,
  journal,
  events,
  patienceMs = PATIENCE_MS,
}: {
  readonly store: UserDeletionStore;
  readonly property: UserProperty;
  readonly journal: ChangeJournal;
  readonly events: EventBus;
  /** @default 100_000 */
  readonly patienceMs?: number;
}): UserDeletionService {
  async function removeRow(
    userId: string,
    { by, counts, deadline }: { readonly by: Actor; readonly counts: Counts; readonly deadline: number },
  ): Promise<DeletedUser> {
    for (;;) {
      await property.stopJobs(userId);
      for (const part of property.parts) while (counts.add(await part(userId))) requireTime(deadline);
      const removed = await store.remove(userId, by);
      // Another call was faster.
      if (removed === 'gone') throw new NotFoundError('user');
      if (removed !== 'busy') return removed;
      requireTime(deadline);
    }
  }

  return {
    async delete(userId, by) {
      if (!(await store.has(userId))) throw new NotFoundError('user');
      const counts = new Counts();
      const deadline = performance.now() + patienceMs;
      const { apiKeys, replyIds, at, ...left } = await removeRow(userId, { by, counts, deadline });
      counts.add(left);
      await journal.record(userId, [EVERYTHING]);
      await property.memoriesChanged(userId);
      if (replyIds.length > 0) await property.deleteReplyLogs(replyIds);
      events.publish(CREDENTIALS, { key: userId });
      return { ...counts.all, apiKeys, deletedAt: at };
    },
  };
}

/** What was deleted so far. */
class Counts {
  readonly all = { conversations: 0, messages: 0, memories: 0, jobs: 0 };

  /** @returns whether it is anything */
  add({ conversations = 0, messages = 0, memories = 0, jobs = 0 }: Partial<Property>): boolean {
    this.all.conversations += conversations;
    this.all.messages += messages;
    this.all.memories += memories;
    this.all.jobs += jobs;
    return conversations + messages + memories + jobs > 0;
  }
}

function requireTime(deadline: number): void {
  if (performance.now() < deadline) return;
  throw new UnavailableError('There is more than could be deleted in one go: call again to go on from here.');
}
