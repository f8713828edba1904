import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import { costOf, type Prices } from './prices.ts';
import { ALL_USERS, type DailyLimits } from './token-budget-store.ts';
import type { UsageStore, UsedTokens } from './usage-store.ts';

/** What one model was asked in a day, for one use, with what it cost. */
export interface PricedTokens extends UsedTokens {
  /** In the currency of LEX_PRICES; undefined when it names no price of the model. */
  readonly cost: number | undefined;
}

/** What was used of the tokens of today. */
export interface TodaysTokens {
  /** Those of calls that run included, as far as they are reserved. */
  readonly gone: number;
  /** Undefined: there is no limit. */
  readonly limit: number | undefined;
}

export interface Usage {
  /** Newest day first. */
  readonly used: readonly PricedTokens[];
  /** Today's tokens. */
  today(): Promise<TodaysTokens>;
}

/** Tells what asking models took. */
export interface UsageService {
  /**
   * For a user.
   *
   * @param days how many, with today: 1 to 366
   * @throws {BadUserInputError}
   */
  of(ownerId: string, days: number): Promise<Usage>;
  /** For all users together. @throws {BadUserInputError} */
  ofAll(days: number): Promise<Usage>;
  /** What is gone of today's tokens of each of these users, in the order of the ids. */
  goneToday(ownerIds: readonly string[]): Promise<number[]>;
}

/** A year of a deployment where users choose among many models. */
const MOST_ROWS = 10_000;
const asked = z.object({ days: z.int().min(1).max(366) });

export function createUsageService({
  store,
  limits,
  prices,
}: {
  readonly store: UsageStore;
  readonly limits: DailyLimits;
  readonly prices: Prices;
}): UsageService {
  async function usedBy(ownerId: string | undefined, rawDays: number): Promise<PricedTokens[]> {
    const { days } = parseInput(asked, { days: rawDays });
    const used = await store.used(ownerId, { days, most: MOST_ROWS });
    return used.map((each) => ({ ...each, cost: costOf(each, prices) }));
  }

  const goneOf = async (ownerId: string): Promise<number> => (await store.goneToday([ownerId]))[0] ?? 0;

  return {
    of: async (ownerId, days) => ({
      used: await usedBy(ownerId, days),
      async today() {
        const { wanted, allowed = limits.perUser } = await store.limitsOf(ownerId);
        const least = Math.min(wanted ?? Number.POSITIVE_INFINITY, allowed ?? Number.POSITIVE_INFINITY);
        return { gone: await goneOf(ownerId), limit: Number.isFinite(least) ? least : undefined };
      },
    }),
    ofAll: async (days) => ({
      used: await usedBy(undefined, days),
      today: async () => ({ gone: await goneOf(ALL_USERS), limit: limits.all }),
    }),
    goneToday: store.goneToday,
  };
}
