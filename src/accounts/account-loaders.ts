import DataLoader from 'dataloader';
import type { AccountService } from './account-service.ts';

/** What users decide for themselves, each batch one query. */
export function createAccountLoaders(accounts: AccountService, options: { cache: boolean }) {
  return {
    choicesByUser: new DataLoader((ids: readonly string[]) => accounts.choices(ids), options),
  };
}
