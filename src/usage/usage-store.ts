import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import type { TokenUse } from '../models/model.ts';

/** What one model was asked in a day, for one use. */
export interface UsedTokens {
  /** A day of UTC, as `2026-11-27`. */
  readonly day: string;
  /** As provider/name. */
  readonly model: string;
  readonly use: TokenUse;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** How many tokens a user may use in a day, besides what the server says. */
export interface OwnLimits {
  /** By their own wish. */
  readonly wanted: number | undefined;
  /** By an administrator, in place of what the server allows each. */
  readonly allowed: number | undefined;
}

/** What models were asked, as it was counted. */
export interface UsageStore {
  /**
   * What was asked for a user, or for all of them, in the last days with today, newest first.
   *
   * @param most how many rows: those of the oldest days are left out
   */
  used(ownerId: string | undefined, options: { readonly days: number; readonly most: number }): Promise<UsedTokens[]>;
  /** How many of today's tokens are gone of each of these owners, those of calls that run included. */
  goneToday(ownerIds: readonly string[]): Promise<number[]>;
  /** The limits that hold for a user alone; undefined where there is none, or no such user. */
  limitsOf(ownerId: string): Promise<OwnLimits>;
}

export function createUsageStore({ prisma }: Pick<Database, 'prisma'>): UsageStore {
  return {
    async used(ownerId, { days, most }) {
      const rows = await prisma.$queryRaw<UsedRow[]>`
        SELECT to_char("day", 'YYYY-MM-DD') AS "day", "model", "use", sum("calls")::bigint AS "calls",
          sum("inputTokens")::bigint AS "inputTokens", sum("outputTokens")::bigint AS "outputTokens"
        FROM "TokenUsage"
        WHERE "day" > (now() AT TIME ZONE 'UTC')::date - ${days}::int
          AND (${ownerId ?? null}::uuid IS NULL OR "ownerId" = ${ownerId ?? null}::uuid)
        GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3 LIMIT ${most}::int`;
      return rows.map(({ calls, inputTokens, outputTokens, ...row }) => ({
        ...row,
        calls: Number(calls),
        inputTokens: Number(inputTokens),
        outputTokens: Number(outputTokens),
      }));
    },
    async goneToday(ownerIds) {
      const rows = await prisma.$queryRaw<{ ownerId: string; gone: bigint }[]>`
        SELECT "ownerId"::text, "gone" FROM "TokenDay"
        WHERE "ownerId" = ANY(${[...ownerIds]}::uuid[]) AND "day" = (now() AT TIME ZONE 'UTC')::date`;
      return inOrder(ownerIds, rows, ({ ownerId }) => ownerId).map((row) => Number(row?.gone ?? 0));
    },
    async limitsOf(ownerId) {
      const select = { dailyTokenLimit: true, allowedDailyTokens: true } as const;
      const user = await prisma.user.findUnique({ where: { id: ownerId }, select });
      return { wanted: user?.dailyTokenLimit ?? undefined, allowed: user?.allowedDailyTokens ?? undefined };
    },
  };
}

interface UsedRow extends Pick<UsedTokens, 'day' | 'model' | 'use'> {
  readonly calls: bigint;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
}
