import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Database } from '../database/database.ts';
import { type AccountService, createAccountService } from './account-service.ts';
import { createAccountStore } from './account-store.ts';
import { ensureLocalUser } from './local-user.ts';
import type { Viewer } from './viewer.ts';

/** Opens the accounts of a process, and creates the local user on the first start. */
export async function openAccounts({
  database,
  journal,
}: {
  database: Database;
  journal: ChangeJournal;
}): Promise<{ accounts: AccountService; viewer: Viewer }> {
  const store = createAccountStore(database);
  return { accounts: createAccountService(store, journal), viewer: await ensureLocalUser(store) };
}
