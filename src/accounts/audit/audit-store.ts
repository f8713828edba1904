import type { Database } from '../../database/database.ts';
import { type Count, countRows, type Page, type PageRequest, readPage } from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Actor, AuditAction, AuditEntry } from './audit-entry.ts';

/** Something to be written down. Where a part is SQL, it is read from the rows that the entry is selected from. */
export interface AuditNote {
  readonly actor: Actor;
  readonly action: AuditAction;
  /** The user or the key that it is done to. */
  readonly target?: { readonly id: string | Prisma.Sql; readonly name: string | Prisma.Sql };
  /** Numbers, roles, scopes and ids alone. As SQL it is of the type jsonb. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly string[] | null>> | Prisma.Sql;
}

/** The rows of the audit log. Entries that are too old are deleted with each new one, and never read. */
export interface AuditStore {
  /**
   * Expressions of a WITH clause that store an entry together with the rest of the statement, or not at all.
   *
   * @param from a FROM clause: an entry is stored for each of its rows. Left out: one entry
   */
  expressions(note: AuditNote, from?: Prisma.Sql): Prisma.Sql;
  /** A statement that stores an entry for each row of a FROM clause. */
  entry(note: AuditNote, from: Prisma.Sql): Prisma.Sql;
  /** Stores an entry of what is no change of the database. */
  add(note: AuditNote): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<AuditEntry>>;
  count(): Promise<Count>;
  /** Deletes some of the entries that are too old. @returns how many; 0 when there are none left */
  deleteOutdated(): Promise<number>;
}

/** How many old entries are deleted at once, and with each new one. */
const SWEPT_AT_ONCE = 1_000;
const DELETED_WITH_EACH = 10;

/** @param options.days for how many days an entry is kept */
export function createAuditStore(
  { prisma, run }: Pick<Database, 'prisma' | 'run'>,
  { days }: { readonly days: number },
): AuditStore {
  // Ages go by the clock of the database, which gives the entries their times.
  const kept = Prisma.sql`"at" > now() - make_interval(days => ${days}::int)`;
  const list = { table: Prisma.sql`"AuditEntry"`, where: kept };

  /** Those that others are about to delete are passed over, so that nobody waits. */
  const deletion = (most: number) => Prisma.sql`
    DELETE FROM "AuditEntry" WHERE "number" IN (
      SELECT "number" FROM "AuditEntry" WHERE NOT (${kept}) ORDER BY "at" LIMIT ${most}::int FOR UPDATE SKIP LOCKED)`;

  const store: AuditStore = {
    expressions: (note, from = Prisma.empty) =>
      Prisma.sql`"audited" AS (${insertion(note, from)}), "outdated" AS (${deletion(DELETED_WITH_EACH)})`,
    entry: insertion,
    async add(note) {
      await prisma.$executeRaw`WITH ${store.expressions(note)} SELECT 1`;
    },
    list: (page) => readPage(run, list, page),
    count: () => countRows(run, list),
    deleteOutdated: () => prisma.$executeRaw(deletion(SWEPT_AT_ONCE)),
  };
  return store;
}

function insertion({ actor, action, target, details }: AuditNote, from: Prisma.Sql): Prisma.Sql {
  const { id, name, credential, keyPrefix } = actor;
  const told = details instanceof Prisma.Sql ? details : details && Prisma.sql`${JSON.stringify(details)}::jsonb`;
  return Prisma.sql`
    INSERT INTO "AuditEntry" ("actorId", "actorName", "credential", "keyPrefix", "action", "targetId", "targetName",
      "details")
    SELECT ${id}::uuid, ${name}::text, ${credential}::"AuditCredential", ${keyPrefix}::text, ${action}::"AuditAction",
      ${target?.id ?? null}::uuid, ${target?.name ?? null}::text, ${told ?? null}::jsonb ${from}`;
}
