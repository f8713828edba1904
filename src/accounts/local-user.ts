import type { AccountStore } from './account-store.ts';
import type { Viewer } from './viewer.ts';

/** Never changes: what is in a data directory belongs to this id. */
const LOCAL_USER: Viewer = { id: '00000000-0000-4000-8000-000000000001', name: 'You', role: 'ADMIN' };

/** The one user of a server without authentication, created on the first start. */
export function ensureLocalUser(store: AccountStore): Promise<Viewer> {
  return store.ensure(LOCAL_USER);
}
