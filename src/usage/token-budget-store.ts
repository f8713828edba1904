import type { Database } from '../database/database.ts';
import type { TokenUse } from '../models/model.ts';

/** A call of a model, as the rows know it. */
export interface CountedCall {
  readonly id: string;
  readonly ownerId: string;
  readonly use: TokenUse;
  /** As provider/name. */
  readonly model: string;
}

/** How many tokens the server allows in a day of UTC; undefined: as many as anybody likes. */
export interface DailyLimits {
  /** For each user for whom no administrator has said another number, be it more or fewer. */
  readonly perUser: number | undefined;
  readonly all: number | undefined;
}

/** Who has no tokens left: the user by their own limit, the user by what they are allowed, or the server. */
export type Lacking = 'own' | 'user' | 'all';

export interface UsedByCall {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly hasReserved: boolean;
}

export type ReserveOutcome =
  /** `isLimited`: false where nothing is bounded, and nothing was reserved. */
  | { readonly kind: 'granted'; readonly outputTokens: number; readonly isLimited: boolean }
  | { readonly kind: 'refused'; readonly lacking: Lacking; readonly limit: number }
  | { readonly kind: 'missing' };

/**
 * Counts tokens by day. Each change is one call of a function of the database, which takes the row of the user and then
 * that of all users under its lock: what is reserved at once never exceeds a limit.
 */
export interface TokenBudgetStore {
  /**
   * Reserves tokens, for a call that begins or one that goes on.
   *
   * @param tokens.least of the answer: with fewer left nothing is reserved
   * @param leaseMs after this time without another reservation the call is taken for dead, and what it had reserved for
   *   used
   */
  reserve(
    call: CountedCall,
    tokens: { readonly input: number; readonly least: number; readonly wanted: number },
    options: { readonly limits: DailyLimits; readonly leaseMs: number },
  ): Promise<ReserveOutcome>;
  /**
   * Counts what a call has used in place of what it had reserved. A call that had reserved something is counted once,
   * though this be called again.
   */
  settle(call: CountedCall, used: UsedByCall): Promise<void>;
  /** Counts as used what was reserved by calls whose time is over. */
  settleExpired(): Promise<void>;
  /** Who has no token left today; undefined when a call may begin. */
  exhausted(ownerId: string, limits: DailyLimits): Promise<{ lacking: Lacking; limit: number } | undefined>;
}

/** How many reservations whose time is over are counted at once. */
const MOST_EXPIRED = 1_000;
/** The owner of the row of all users together. */
export const ALL_USERS = '00000000-0000-0000-0000-000000000000';

export function createTokenBudgetStore({ prisma }: Pick<Database, 'prisma'>): TokenBudgetStore {
  return {
    async reserve({ id, ownerId, use, model }, { input, least, wanted }, { limits, leaseMs }) {
      const [row] = await prisma.$queryRaw<ReservedRow[]>`
        SELECT "granted", "lacking", "limit", "isLimited" FROM "reserveTokens"(${id}::uuid, ${ownerId}::uuid,
          ${use}::"TokenUse", ${model}, ${input}::bigint, ${least}::bigint, ${wanted}::bigint,
          ${limits.perUser ?? null}::bigint, ${limits.all ?? null}::bigint, ${leaseMs / 1_000}::float8)`;
      if (!row || row.lacking === 'missing') return { kind: 'missing' };
      const { granted, lacking, limit, isLimited } = row;
      if (lacking === null) return { kind: 'granted', outputTokens: Number(granted), isLimited };
      return { kind: 'refused', lacking, limit: Number(limit) };
    },
    async settle({ id, ownerId, use, model }, { inputTokens, outputTokens, hasReserved }) {
      await prisma.$executeRaw`
        SELECT "settleTokens"(${id}::uuid, ${ownerId}::uuid, ${use}::"TokenUse", ${model}, ${inputTokens}::bigint,
          ${outputTokens}::bigint, ${hasReserved}::boolean)`;
    },
    async settleExpired() {
      await prisma.$executeRaw`SELECT "settleExpiredTokens"(${MOST_EXPIRED}::int)`;
    },
    async exhausted(ownerId, { perUser, all }) {
      const [row] = await prisma.$queryRaw<
        { own: number | null; allowed: number | null; ofUser: bigint; ofAll: bigint }[]
      >`
        WITH gone AS (
          SELECT "ownerId", "gone" FROM "TokenDay"
          WHERE "ownerId" IN (${ownerId}::uuid, ${ALL_USERS}::uuid) AND "day" = (now() AT TIME ZONE 'UTC')::date
        )
        SELECT u."dailyTokenLimit" AS "own", u."allowedDailyTokens" AS "allowed",
          COALESCE((SELECT "gone" FROM gone WHERE "ownerId" = u."id"), 0) AS "ofUser",
          COALESCE((SELECT "gone" FROM gone WHERE "ownerId" = ${ALL_USERS}::uuid), 0) AS "ofAll"
        FROM "User" u WHERE u."id" = ${ownerId}::uuid`;
      if (!row) return undefined;
      const { own, ofUser, ofAll } = row;
      const allowed = row.allowed ?? perUser;
      if (own !== null && own <= (allowed ?? own) && ofUser >= own) return { lacking: 'own', limit: own };
      if (allowed !== undefined && ofUser >= allowed) return { lacking: 'user', limit: allowed };
      return all !== undefined && ofAll >= all ? { lacking: 'all', limit: all } : undefined;
    },
  };
}

interface ReservedRow {
  readonly granted: bigint;
  readonly lacking: Lacking | 'missing' | null;
  readonly limit: bigint | null;
  readonly isLimited: boolean;
}
