import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type Actor, MACHINE } from './audit/audit-entry.ts';
import type { AuditNote, AuditStore } from './audit/audit-store.ts';
import { LOCAL_USER } from './credentials/named-users.ts';
import type { Viewer } from './viewer.ts';

/** Who a user is to whoever names them. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** A user with the count of how often all that ran for them was ended. */
export interface StoredUser extends Viewer {
  readonly epoch: number;
}

/** What users decide for themselves. */
export interface Choices {
  /** Whether facts may be extracted from what they say. */
  readonly drawsMemories: boolean;
  /** How many tokens models may be asked for them in a day; null: as many as the server allows. */
  readonly dailyTokenLimit: number | null;
  /** What they tell LEX for all of their conversations; null: nothing. */
  readonly instructions: string | null;
  /** The voice that speaks to them, as the speaker names it; null: the server's. */
  readonly voice: string | null;
  /** The language that is spoken with them, such as `de` or `en-gb`; null: they haven't said. */
  readonly voiceLanguage: string | null;
  /** How fast is spoken to them, 1 as usual; null: as usual. */
  readonly voiceRate: number | null;
}

export interface ListedUser extends Viewer {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly createdAt: Date;
}

const STANDING = { id: true, role: true, epoch: true } as const;
const CHOSEN = {
  id: true,
  drawsMemories: true,
  dailyTokenLimit: true,
  instructions: true,
  voice: true,
  voiceLanguage: true,
  voiceRate: true,
} as const;
const STORED = { id: true, name: true, role: true, epoch: true } as const;

/** The rows of users. That they are made, disconnected or have another role is written down with it. */
export interface AccountStore {
  /** Creates a user unless there is one with this id. Several processes may do so at once. @returns the stored user */
  ensure(user: Viewer): Promise<Viewer>;
  /** The user whom `issuer` calls `subject`; undefined when there is none yet. */
  find(identity: Identity): Promise<StoredUser | undefined>;
  /** The user whom `issuer` calls `subject`, made unless there is one. Several processes may do so at once. */
  ensureNamed(
    identity: Identity,
    user: Pick<Viewer, 'name' | 'role'>,
    /** What made them: what they showed themselves, or the machine. */
    by: 'MACHINE' | 'ADMIN_KEY' | 'TOKEN',
  ): Promise<StoredUser>;
  /** Has the name and the role that a token of theirs says. */
  change(id: string, user: Pick<Viewer, 'name' | 'role'>): Promise<void>;
  /** All users in the order of their making, up to `most`. */
  list(most: number): Promise<ListedUser[]>;
  /** Raises the epoch of a user, which ends all that runs for them. @returns whether there is such a user */
  raiseEpoch(id: string, by: Actor): Promise<boolean>;
  /** How users stand now, by their ids; one who is gone is missing. */
  standings(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<StoredUser, 'role' | 'epoch'>>>;
  /** In the order of the ids; undefined where there is no such user. */
  choices(ids: readonly string[]): Promise<(Choices | undefined)[]>;
  /** How many tokens an administrator allows a user in a day; undefined: none has said, or there is no such user. */
  allowedDailyTokens(id: string): Promise<number | undefined>;
  /** Changes what is given. @returns whether there is such a user */
  choose(id: string, choices: Partial<Choices>): Promise<boolean>;
}

export function createAccountStore(
  { prisma }: Pick<Database, 'prisma'>,
  audit: Pick<AuditStore, 'expressions'>,
): AccountStore {
  /** Not an upsert: it reads before it writes, so that of processes that start together all but one would fail. */
  async function insert({ id, name, role, ...identity }: Viewer & Partial<Identity>, actor: Actor): Promise<void> {
    const { issuer = null, subject = null } = identity;
    const number = id === LOCAL_USER.id ? Prisma.sql`0` : Prisma.sql`DEFAULT`;
    const made: AuditNote = { actor, action: 'USER_CREATED', target: { id, name }, details: { role } };
    await prisma.$executeRaw`
      WITH "made" AS (
        INSERT INTO "User" ("id", "name", "role", "issuer", "subject", "number")
        VALUES (${id}::uuid, ${name}, ${role}::"Role", ${issuer}, ${subject}, ${number})
        ON CONFLICT DO NOTHING RETURNING "id"
      ), ${audit.expressions(made, Prisma.sql`FROM "made"`)} SELECT 1`;
  }

  return {
    async ensure(user) {
      await insert(user, MACHINE);
      const { id, name, role } = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
      return { id, name, role };
    },
    find: async (identity) =>
      (await prisma.user.findUnique({ where: { issuer_subject: identity }, select: STORED })) ?? undefined,
    async ensureNamed(identity, user, by) {
      const id = randomUUID();
      const self: Actor = { id, name: user.name, credential: by, keyPrefix: null };
      await insert({ id, ...identity, ...user }, by === 'MACHINE' ? MACHINE : self);
      return prisma.user.findUniqueOrThrow({ where: { issuer_subject: identity }, select: STORED });
    },
    async change(id, { name, role }) {
      const changed: AuditNote = {
        actor: { id, name, credential: 'TOKEN', keyPrefix: null },
        action: 'USER_ROLE_CHANGED',
        target: { id, name },
        details: Prisma.sql`jsonb_build_object('from', "before"."role", 'to', ${role}::text)`,
      };
      // The lock lets of two that come together one find the role changed already.
      await prisma.$executeRaw`
        WITH "before" AS (SELECT "role" FROM "User" WHERE "id" = ${id}::uuid FOR UPDATE),
        "changed" AS (
          UPDATE "User" SET "name" = ${name}, "role" = ${role}::"Role" FROM "before" WHERE "id" = ${id}::uuid
        ),
        ${audit.expressions(changed, Prisma.sql`FROM "before" WHERE "before"."role" <> ${role}::"Role"`)} SELECT 1`;
    },
    list: (take) =>
      prisma.user.findMany({
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { id: true, name: true, role: true, issuer: true, subject: true, createdAt: true },
        take,
      }),
    async raiseEpoch(id, by) {
      const target = { id, name: Prisma.sql`"name"` };
      const ended: AuditNote = { actor: by, action: 'USER_DISCONNECTED', target };
      const raised = await prisma.$queryRaw<unknown[]>`
        WITH "raised" AS (
          UPDATE "User" SET "epoch" = "epoch" + 1 WHERE "id" = ${id}::uuid RETURNING "id", "name"
        ), ${audit.expressions(ended, Prisma.sql`FROM "raised"`)} SELECT "id" FROM "raised"`;
      return raised.length > 0;
    },
    async standings(ids) {
      const users = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select: STANDING });
      return new Map(users.map(({ id, ...user }) => [id, user]));
    },
    async choices(ids) {
      const users = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select: CHOSEN });
      return inOrder(ids, users, ({ id }) => id);
    },
    async allowedDailyTokens(id) {
      const user = await prisma.user.findUnique({ where: { id }, select: { allowedDailyTokens: true } });
      return user?.allowedDailyTokens ?? undefined;
    },
    async choose(id, choices) {
      const { count } = await prisma.user.updateMany({ where: { id }, data: choices });
      return count > 0;
    },
  };
}
