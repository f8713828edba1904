import type { Page, PageRequest } from '../../database/page.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { repeatEvery } from '../../time/repeat-every.ts';
import type { Caller } from '../viewer.ts';
import { type AuditAction, type AuditEntry, actorOf } from './audit-entry.ts';
import type { AuditStore } from './audit-store.ts';

/** What administrators, keys and the machine did: names and numbers, never what somebody wrote. */
export interface AuditService {
  /**
   * Writes down what a caller asks for that is no change of the database by itself. It is called before that is begun,
   * so that nothing is done which isn't written down; what is written down may not have come about.
   */
  record(caller: Caller, action: AuditAction): Promise<void>;
  /** Newest first; nothing that is older than the setting allows. */
  list(page: PageRequest): Promise<Page<AuditEntry>>;
  count(): Promise<number>;
  close(): Promise<void>;
}

/** How often entries that are too old are deleted, besides those that go with each new one. */
const SWEEP_MS = 60 * 60_000;

/** Opens the audit log, and begins to delete what is too old. */
export function openAudit({ store, log }: { readonly store: AuditStore; readonly log: Logger }): AuditService {
  let closed = false;

  async function sweep(): Promise<void> {
    while (!closed && (await store.deleteOutdated()) > 0);
  }

  const sweeping = repeatEvery(SWEEP_MS, sweep, (error) =>
    log.warn({ reason: messageOf(error) }, 'old audit entries could not be deleted'),
  );
  sweeping.begin();
  return {
    record: (caller, action) => store.add({ actor: actorOf(caller), action }),
    list: store.list,
    count: store.count,
    async close() {
      closed = true;
      await sweeping.close();
    },
  };
}
