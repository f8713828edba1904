import type { Database } from '../database/database.ts';
import type { TokenUse } from '../models/model.ts';
import { ALL_USERS } from './token-budget-store.ts';

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

/** What models were asked, as it was counted. */
export interface UsageStore {
  /**
   * What was asked for a user, or for all of them, in the last days with today, newest first.
   *
   * @param most how many rows: those of the oldest days are left out
   */
  used(ownerId: string | undefined, options: { readonly days: number; readonly most: number }): Promise<UsedTokens[]>;
  /** How many of today's tokens are gone, those of calls that run included; without an owner, of all users. */
  goneToday(ownerId: string | undefined): Promise<number>;
  /** The limit that a user has set for themselves; undefined: none, or no such user. */
  ownLimit(ownerId: string): Promise<number | undefined>;
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
    async goneToday(ownerId) {
      const rows = await prisma.$queryRaw<{ gone: bigint }[]>`
        SELECT "gone" FROM "TokenDay"
        WHERE "ownerId" = ${ownerId ?? ALL_USERS}::uuid AND "day" = (now() AT TIME ZONE 'UTC')::date`;
      return Number(rows[0]?.gone ?? 0);
    },
    async ownLimit(ownerId) {
      const user = await prisma.user.findUnique({ where: { id: ownerId }, select: { dailyTokenLimit: true } });
      return user?.dailyTokenLimit ?? undefined;
    },
  };
}

interface UsedRow extends Pick<UsedTokens, 'day' | 'model' | 'use'> {
  readonly calls: bigint;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
}
