import type { Database } from '../database/database.ts';
import { ConflictError } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { AccountStore } from './account-store.ts';
import { MACHINE } from './audit/audit-entry.ts';
import type { AuditNote, AuditStore } from './audit/audit-store.ts';
import { LOCAL_USER } from './credentials/named-users.ts';
import { createPropertyStore, type Property } from './property-store.ts';
import type { Viewer } from './viewer.ts';

/** The one user of a server without authentication, created on the first start. */
export function ensureLocalUser(store: AccountStore): Promise<Viewer> {
  return store.ensure(LOCAL_USER);
}

/** What a server without authentication has gathered, for an administrator who comes when it begins to ask. */
export interface LocalUserStore {
  /** @throws {ConflictError} when it has been given away */
  property(): Promise<Property>;
  /**
   * Gives all of it to an administrator, who has nothing yet, once: the local user becomes them. Their keys and tokens
   * let in as they did. Nothing else changes its owner, so that a crash leaves it done or not begun.
   *
   * @returns the id that they have from now on
   * @throws {ConflictError} when it was given before, or the user is no administrator or has something
   */
  giveTo(userId: string): Promise<string>;
}

/** Done on the command line alone. */
const GIVEN: AuditNote = {
  actor: MACHINE,
  action: 'LOCAL_DATA_GIVEN',
  target: { id: LOCAL_USER.id, name: Prisma.sql`"name"` },
};

export function createLocalUserStore(
  { prisma }: Pick<Database, 'prisma'>,
  audit: Pick<AuditStore, 'expressions'>,
): LocalUserStore {
  const { id } = LOCAL_USER;

  async function requireOwn(): Promise<void> {
    const user = await prisma.user.findUnique({ where: { id }, select: { subject: true } });
    if (!user) throw new ConflictError('There is no local user here: nothing was written without authentication.');
    if (user.subject === null) return;
    throw new ConflictError(`What the local user had was given to ${JSON.stringify(user.subject)} before.`);
  }

  return {
    async property() {
      await requireOwn();
      return createPropertyStore({ prisma }).of(id);
    },
    async giveTo(userId) {
      await requireOwn();
      // The lock waits for whatever is being written for the user, and keeps off what comes; only a statement that
      // begins after it sees all of that. The keys leave the user before the row goes, which would take them along.
      const [, given] = await prisma.$transaction([
        prisma.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`,
        prisma.$queryRaw<{ id: string }[]>`
          WITH "leaving" AS (
            SELECT "id" FROM "User" AS u
            WHERE "id" = ${userId}::uuid AND "id" <> ${id}::uuid AND "role" = 'ADMIN'
              AND EXISTS (SELECT FROM "User" WHERE "id" = ${id}::uuid AND "subject" IS NULL)
              AND NOT EXISTS (SELECT FROM "Conversation" WHERE "ownerId" = u."id")
              AND NOT EXISTS (SELECT FROM "Memory" WHERE "ownerId" = u."id")
              AND NOT EXISTS (SELECT FROM "Job" WHERE "ownerId" = u."id")
          ), "keys" AS (
            UPDATE "ApiKey" SET "ownerId" = ${id}::uuid WHERE "ownerId" IN (SELECT "id" FROM "leaving")
          ), "gone" AS (
            DELETE FROM "User" WHERE "id" IN (SELECT "id" FROM "leaving")
            RETURNING "issuer", "subject", "name", "role", "epoch"
          ), ${audit.expressions(GIVEN, Prisma.sql`FROM "gone"`)}
          UPDATE "User" AS u
          SET "issuer" = gone."issuer", "subject" = gone."subject", "name" = gone."name", "role" = gone."role",
            "epoch" = GREATEST(u."epoch", gone."epoch") + 1
          FROM "gone" AS gone WHERE u."id" = ${id}::uuid
          RETURNING u."id"`,
      ]);
      if (given.length === 0) {
        throw new ConflictError(
          'It is given to an administrator who has nothing yet: no conversation, memory or job. ' +
            'Make one with lex keys create --admin --user NAME.',
        );
      }
      return id;
    },
  };
}
