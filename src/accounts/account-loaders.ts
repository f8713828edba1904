import DataLoader from 'dataloader';
import type { AccountService } from './account-service.ts';

/** What users decide for themselves, each batch one query. */
export function createAccountLoaders(accounts: AccountService, options: { cache: boolean }) {
  return {
    drawsMemoriesByUser: new DataLoader((ids: readonly string[]) => accounts.drawsMemories(ids), options),
  };
}
