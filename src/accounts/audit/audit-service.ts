import type { Count, Page, PageRequest } from '../../database/page.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Schedules } from '../../time/schedules.ts';
import type { Caller } from '../viewer.ts';
import { type AuditAction, type AuditEntry, actorOf } from './audit-entry.ts';
import type { AuditNote, AuditStore } from './audit-store.ts';

/** What administrators, keys and the machine did: names and numbers, never what somebody wrote. */
export interface AuditService {
  /**
   * Writes down what a caller asks for that is no change of the database by itself. It is called before that is begun,
   * so that nothing is done which isn't written down; what is written down may not have come about.
   */
  record(caller: Caller, action: AuditAction): Promise<void>;
  /**
   * A statement that writes down what a caller changes, for the store that changes it: the two take effect together or
   * not at all.
   *
   * @param from a FROM clause: an entry is written for each of its rows
   */
  entry(caller: Caller, note: Omit<AuditNote, 'actor'>, from: Parameters<AuditStore['entry']>[1]): Statement;
  /** Newest first; nothing that is older than the setting allows. */
  list(page: PageRequest): Promise<Page<AuditEntry>>;
  count(): Promise<Count>;
  close(): Promise<void>;
}

type Statement = ReturnType<AuditStore['entry']>;

/** How often entries that are too old are deleted, besides those that go with each new one. */
const SWEEP_MS = 60 * 60_000;

/** Opens the audit log, and begins to delete what is too old. */
export function openAudit({
  store,
  schedules,
  log,
}: {
  readonly store: AuditStore;
  readonly schedules: Schedules;
  readonly log: Logger;
}): AuditService {
  let closed = false;

  async function sweep(): Promise<void> {
    while (!closed && (await store.deleteOutdated()) > 0);
  }

  const sweeping = schedules.repeat({
    name: 'audit log',
    does: 'Deletes entries that are older than LEX_AUDIT_DAYS.',
    everyMs: SWEEP_MS,
    work: sweep,
    failed: (error) => log.warn({ reason: messageOf(error) }, 'old audit entries could not be deleted'),
  });
  sweeping.begin();
  return {
    record: (caller, action) => store.add({ actor: actorOf(caller), action }),
    entry: (caller, note, from) => store.entry({ ...note, actor: actorOf(caller) }, from),
    list: store.list,
    count: store.count,
    async close() {
      closed = true;
      await sweeping.close();
    },
  };
}
