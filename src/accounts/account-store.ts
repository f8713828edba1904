import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
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
}

export interface ListedUser extends Viewer {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly createdAt: Date;
}

const STORED = { id: true, name: true, role: true, epoch: true } as const;

/** The rows of users. */
export interface AccountStore {
  /** Creates a user unless there is one with this id. Several processes may do so at once. @returns the stored user */
  ensure(user: Viewer): Promise<Viewer>;
  /** The user whom `issuer` calls `subject`; undefined when there is none yet. */
  find(identity: Identity): Promise<StoredUser | undefined>;
  /** The user whom `issuer` calls `subject`, made unless there is one. Several processes may do so at once. */
  ensureNamed(identity: Identity, user: Pick<Viewer, 'name' | 'role'>): Promise<StoredUser>;
  /** Changes what is given. */
  change(id: string, change: { readonly name?: string; readonly role?: Viewer['role'] }): Promise<void>;
  /** All users in the order of their making, up to `most`. */
  list(most: number): Promise<ListedUser[]>;
  /** Raises the epoch of a user, which ends all that runs for them. @returns whether there is such a user */
  raiseEpoch(id: string): Promise<boolean>;
  /** How users stand now, by their ids; one who is gone is missing. */
  standings(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<StoredUser, 'role' | 'epoch'>>>;
  /** In the order of the ids; undefined where there is no such user. */
  choices(ids: readonly string[]): Promise<(Choices | undefined)[]>;
  /** Changes what is given. @returns whether there is such a user */
  choose(id: string, choices: Partial<Choices>): Promise<boolean>;
}

export function createAccountStore({ prisma }: Pick<Database, 'prisma'>): AccountStore {
  return {
    async ensure(user) {
      // Not an upsert: it reads before it writes, so that of processes that start together all but one would fail.
      await prisma.user.createMany({ data: [user], skipDuplicates: true });
      const { id, name, role } = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
      return { id, name, role };
    },
    find: async (identity) =>
      (await prisma.user.findUnique({ where: { issuer_subject: identity }, select: STORED })) ?? undefined,
    async ensureNamed(identity, user) {
      await prisma.user.createMany({ data: [{ id: randomUUID(), ...identity, ...user }], skipDuplicates: true });
      return prisma.user.findUniqueOrThrow({ where: { issuer_subject: identity }, select: STORED });
    },
    async change(id, change) {
      await prisma.user.updateMany({ where: { id }, data: change });
    },
    list: (take) =>
      prisma.user.findMany({
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { id: true, name: true, role: true, issuer: true, subject: true, createdAt: true },
        take,
      }),
    async raiseEpoch(id) {
      const { count } = await prisma.user.updateMany({ where: { id }, data: { epoch: { increment: 1 } } });
      return count > 0;
    },
    async standings(ids) {
      const select = { id: true, role: true, epoch: true } as const;
      const users = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select });
      return new Map(users.map(({ id, ...user }) => [id, user]));
    },
    async choices(ids) {
      const select = { id: true, drawsMemories: true, dailyTokenLimit: true } as const;
      const users = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select });
      return inOrder(ids, users, ({ id }) => id);
    },
    async choose(id, choices) {
      const { count } = await prisma.user.updateMany({ where: { id }, data: choices });
      return count > 0;
    },
  };
}
