import type { ChangeJournal } from '../cache/change-journal.ts';
import { NotFoundError } from '../errors.ts';
import type { AccountStore } from './account-store.ts';

/** What users decide for themselves. */
export interface AccountService {
  /**
   * Whether facts may be extracted from what a user says.
   *
   * @throws {NotFoundError} when the user was deleted
   */
  drawsMemories(userId: string): Promise<boolean>;
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
    async drawsMemories(userId) {
      const drawsMemories = await store.drawsMemories(userId);
      if (drawsMemories === undefined) throw new NotFoundError('user');
      return drawsMemories;
    },
    async update(userId, { drawsMemories }) {
      if (drawsMemories == null) return;
      if (!(await store.setDrawsMemories(userId, drawsMemories))) throw new NotFoundError('user');
      await journal.record(userId, ['Viewer']);
    },
  };
}
