import type { Database } from '../../database/database.ts';
import { escapeLike } from '../../database/escape-like.ts';
import { type Count, countUpTo, type Page, type PageRequest, pageOf, pageQuery } from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Actor } from '../audit/audit-entry.ts';
import type { AuditNote, AuditStore } from '../audit/audit-store.ts';
import { foldName, foldNames } from './name-search-store.ts';
import type { User } from './user.ts';

/** The rows of all users. What administrators change of them is written down with it. */
export interface UserStore {
  byId(id: string): Promise<User | undefined>;
  /** Newest first. @param search what the name must contain; undefined: whatever it is */
  list(search: string | undefined, page: PageRequest): Promise<Page<User>>;
  count(search: string | undefined): Promise<Count>;
  /**
   * Sets how many tokens a user is allowed in a day. It waits for reservations of theirs that are under way, and those
   * that begin later wait for it: once it is done, none goes by what held before.
   *
   * @returns the user; undefined when there is no such user
   */
  allowTokens(id: string, tokens: number | null, by: Actor): Promise<User | undefined>;
}

const SELECTED = {
  id: true,
  name: true,
  role: true,
  number: true,
  createdAt: true,
  dailyTokenLimit: true,
  allowedDailyTokens: true,
} as const;

export function createUserStore(database: Pick<Database, 'prisma'>, audit: Pick<AuditStore, 'expressions'>): UserStore {
  const { prisma } = database;

  async function whereOf(search: string | undefined): Promise<Prisma.UserWhereInput> {
    if (!search) return {};
    await foldNames(database);
    return { foldedName: { contains: escapeLike(foldName(search)) } };
  }

  const store: UserStore = {
    byId: async (id) => (await prisma.user.findUnique({ where: { id }, select: SELECTED })) ?? undefined,
    async list(search, page) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const rows = await prisma.user.findMany({
        where: { ...(await whereOf(search)), number: where },
        orderBy: { number: direction },
        select: SELECTED,
        take,
      });
      return pageOf(rows, page);
    },
    async count(search) {
      const where = await whereOf(search);
      return countUpTo((take) => prisma.user.count({ where, take }));
    },
    async allowTokens(id, tokens, by) {
      const updated: AuditNote = {
        actor: by,
        action: 'USER_UPDATED',
        target: { id, name: Prisma.sql`"before"."name"` },
        details: Prisma.sql`jsonb_build_object('allowedDailyTokens',
          jsonb_build_object('from', "before"."allowedDailyTokens", 'to', ${tokens}::int))`,
      };
      const isOther = Prisma.sql`"before"."allowedDailyTokens" IS DISTINCT FROM ${tokens}::int`;
      // With the row of the day locked, a reservation has ended before, or reads what is allowed afterwards.
      const change = prisma.$executeRaw`
        WITH "before" AS (
          SELECT "name", "allowedDailyTokens" FROM "User" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE
        ), "updated" AS (
          UPDATE "User" SET "allowedDailyTokens" = ${tokens}::int FROM "before" WHERE "id" = ${id}::uuid
        ), ${audit.expressions(updated, Prisma.sql`FROM "before" WHERE ${isOther}`)} SELECT 1`;
      const lock = prisma.$executeRaw`
        SELECT "addTokens"("id", (now() AT TIME ZONE 'UTC')::date, 0) FROM "User" WHERE "id" = ${id}::uuid`;
      await prisma.$transaction([change, lock]);
      return store.byId(id);
    },
  };
  return store;
}
