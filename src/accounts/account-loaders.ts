import DataLoader from 'dataloader';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import type { AccountService } from './account-service.ts';

/** What users decide for themselves, each batch one query. */
export function createAccountLoaders(accounts: AccountService, options: LoaderOptions) {
  return {
    choicesByUser: new DataLoader(
      countBatches('choicesByUser', options, (ids: readonly string[]) => accounts.choices(ids)),
      options,
    ),
  };
}
