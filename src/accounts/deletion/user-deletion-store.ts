import { isLockTimeout } from '../../database/client/sql-state.ts';
import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Actor } from '../audit/audit-entry.ts';
import type { AuditNote, AuditStore } from '../audit/audit-store.ts';
import { LOCAL_USER } from '../credentials/named-users.ts';
import type { Property } from '../property-store.ts';

/** What went with the row of a user. */
export interface DeletedUser extends Property {
  readonly apiKeys: number;
  /** Replies among the messages, whose logs may still be there. */
  readonly replyIds: readonly string[];
  readonly at: Date;
}

/** The end of a user, in rows. */
export interface UserDeletionStore {
  has(userId: string): Promise<boolean>;
  /**
   * Deletes the row of a user with all rows that are left of theirs, all or nothing. From then on nothing can be stored
   * for them: a statement that was under way is refused by its foreign keys. The local user, unless it was given away,
   * is there again at once, with nothing.
   *
   * @returns `gone` when there is no such user (any more), `busy` when statements of theirs are under way just now
   */
  remove(userId: string, by: Actor): Promise<DeletedUser | 'gone' | 'busy'>;
}

/**
 * How long the removal waits for a lock. PostgreSQL looks for deadlocks after a second, and fails whom it finds first:
 * the removal gives way before that, and is tried again.
 */
const LOCK_WAIT = Prisma.sql`SET LOCAL lock_timeout = '300ms'`;

export function createUserDeletionStore(
  { prisma }: Pick<Database, 'prisma'>,
  audit: Pick<AuditStore, 'expressions'>,
): UserDeletionStore {
  return {
    has: async (id) => (await prisma.user.count({ where: { id } })) > 0,
    async remove(id, by) {
      const action = by.id === id ? 'SELF_DELETED' : 'USER_DELETED';
      const deleted: AuditNote = { actor: by, action, target: { id, name: Prisma.sql`"name"` } };
      const written = audit.expressions(deleted, Prisma.sql`FROM "gone"`);
      try {
        // The record of their memories is locked first, as by those who write memories, who take the user's row after
        // it. Each statement that begins after the locks sees all that was stored before them.
        const [, , , [left], , [removed]] = await prisma.$transaction([
          prisma.$executeRaw(LOCK_WAIT),
          prisma.$queryRaw`SELECT 1 FROM "MemoryRecord" WHERE "ownerId" = ${id}::uuid FOR UPDATE`,
          prisma.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${id}::uuid FOR UPDATE`,
          prisma.$queryRaw<Left[]>(countLeft(id)),
          prisma.$executeRaw`DELETE FROM "Memory" WHERE "ownerId" = ${id}::uuid`,
          prisma.$queryRaw<{ at: Date }[]>(removeUser(id, written)),
        ]);
        return left && removed ? { ...left, at: removed.at } : 'gone';
      } catch (error) {
        if (isLockTimeout(error)) return 'busy';
        throw error;
      }
    },
  };
}

type Left = Omit<DeletedUser, 'at'>;

function countLeft(id: string): Prisma.Sql {
  const mine = Prisma.sql`"ownerId" = ${id}::uuid`;
  const messages = Prisma.sql`"Message" WHERE "conversationId" IN (SELECT "id" FROM "Conversation" WHERE ${mine})`;
  return Prisma.sql`
    SELECT (SELECT count(*)::int FROM "Conversation" WHERE ${mine}) AS "conversations",
      (SELECT count(*)::int FROM ${messages}) AS "messages",
      (SELECT count(*)::int FROM "Memory" WHERE ${mine}) AS "memories",
      (SELECT count(*)::int FROM "Job" WHERE ${mine}) AS "jobs",
      (SELECT count(*)::int FROM "ApiKey" WHERE ${mine}) AS "apiKeys",
      ARRAY(SELECT "id"::text FROM ${messages} AND "role" = 'ASSISTANT') AS "replyIds"`;
}

/**
 * What refers to the row goes with it (ON DELETE CASCADE), the record of their memories too: a partition whose record
 * is gone goes as well. Rows that are the user's without a reference are deleted here, by an expression each beside
 * `gone`.
 */
function removeUser(id: string, written: Prisma.Sql): Prisma.Sql {
  const { name, role } = LOCAL_USER;
  return Prisma.sql`
    WITH "gone" AS (
      DELETE FROM "User" WHERE "id" = ${id}::uuid RETURNING "id", "name", "subject"
    ), "days" AS (
      DELETE FROM "TokenDay" d USING "gone" WHERE d."ownerId" = "gone"."id"
    ), ${written}, "again" AS (
      INSERT INTO "User" ("id", "name", "role", "number")
      SELECT "id", ${name}, ${role}::"Role", 0 FROM "gone" WHERE "id" = ${LOCAL_USER.id}::uuid AND "subject" IS NULL
    )
    SELECT now() AS "at" FROM "gone"`;
}
