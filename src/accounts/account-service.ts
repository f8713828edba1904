import type { ChangeJournal } from '../cache/change-journal.ts';
import { NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { AccountStore } from './account-store.ts';
import type { Actor } from './audit/audit-entry.ts';
import { CREDENTIALS } from './keys/credential-events.ts';

/** What users decide for themselves. */
export interface AccountService {
  /**
   * Whether facts may be extracted from what each of these users says, in the order of the ids.
   *
   * @throws {NotFoundError} when one of them was deleted
   */
  drawsMemories(userIds: readonly string[]): Promise<boolean[]>;
  /**
   * Changes what is given; what is left out stays.
   *
   * @throws {NotFoundError} when the user was deleted
   */
  update(userId: string, change: AccountChange): Promise<void>;
  /**
   * Ends the sockets and streams of a user, on all processes. Whose credential holds may come again.
   *
   * @throws {NotFoundError} when there is no such user
   */
  disconnect(userId: string, by: Actor): Promise<void>;
}

export interface AccountChange {
  readonly drawsMemories?: boolean | null | undefined;
}

export function createAccountService({
  store,
  journal,
  events,
}: {
  readonly store: AccountStore;
  readonly journal: ChangeJournal;
  readonly events: EventBus;
}): AccountService {
  return {
    async drawsMemories(userIds) {
      return (await store.drawsMemories(userIds)).map((drawsMemories) => {
        if (drawsMemories === undefined) throw new NotFoundError('user');
        return drawsMemories;
      });
    },
    async disconnect(userId, by) {
      if (!(await store.raiseEpoch(userId, by))) throw new NotFoundError('user');
      events.publish(CREDENTIALS, { key: userId });
    },
    async update(userId, { drawsMemories }) {
      if (drawsMemories == null) return;
      if (!(await store.setDrawsMemories(userId, drawsMemories))) throw new NotFoundError('user');
      await journal.record(userId, ['Viewer']);
    },
  };
}
