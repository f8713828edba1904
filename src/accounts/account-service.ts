import type { ChangeJournal } from '../cache/change-journal.ts';
import { NotFoundError } from '../errors.ts';
import type { AccountStore } from './account-store.ts';

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
}

export interface AccountChange {
  readonly drawsMemories?: boolean | null | undefined;
}

export function createAccountService(store: AccountStore, journal: ChangeJournal): AccountService {
  return {
    async drawsMemories(userIds) {
      return (await store.drawsMemories(userIds)).map((drawsMemories) => {
        if (drawsMemories === undefined) throw new NotFoundError('user');
        return drawsMemories;
      });
    },
    async update(userId, { drawsMemories }) {
      if (drawsMemories == null) return;
      if (!(await store.setDrawsMemories(userId, drawsMemories))) throw new NotFoundError('user');
      await journal.record(userId, ['Viewer']);
    },
  };
}
