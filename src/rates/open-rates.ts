import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Config } from '../config/config.ts';
import type { RedisConnections } from '../redis/redis.ts';
import { Allowance } from './allowance.ts';
import { type RateKind, type Rates, UNLIMITED } from './rates.ts';

const WINDOW_S = 60;
/** Points are drawn by the twentieth, so that of many small operations few ask Redis. */
const DRAWS = 20;

const WHAT: Readonly<Record<RateKind, string>> = {
  points: 'points (what operations cost)',
  chats: 'messages and regenerated replies',
  jobs: 'jobs of your own',
};

export interface RatesOptions {
  /** Where processes count together; undefined: there is one. */
  readonly shared: { readonly redis: RedisConnections['requests']; readonly prefix: string } | undefined;
}

/**
 * Opens the bounds of what each user may ask for in a minute. While Redis doesn't answer each process counts by itself,
 * from nothing: what users may ask for is then as much for each process.
 */
export function openRates({ auth, rates }: Pick<Config, 'auth' | 'rates'>, { shared }: RatesOptions): Rates {
  if (auth === 'none') return UNLIMITED;

  const limiterOf = (kind: RateKind, points: number): RateLimiterAbstract => {
    const inProcess = new RateLimiterMemory({ keyPrefix: kind, points, duration: WINDOW_S });
    if (!shared) return inProcess;
    return new RateLimiterRedis({
      storeClient: shared.redis,
      keyPrefix: `${shared.prefix}:rate:${kind}`,
      points,
      duration: WINDOW_S,
      rejectIfRedisNotReady: true,
      insuranceLimiter: inProcess,
    });
  };
  const allowanceOf = (kind: RateKind, draw: number): Allowance =>
    new Allowance({ limiter: limiterOf(kind, rates[kind]), what: WHAT[kind], draw });

  const allowances: Readonly<Record<RateKind, Allowance>> = {
    points: allowanceOf('points', Math.ceil(rates.points / DRAWS)),
    chats: allowanceOf('chats', 1),
    jobs: allowanceOf('jobs', 1),
  };
  return {
    take: (userId, kind, amount = 1) => allowances[kind].take(userId, amount),
    charge: (userId, points) => allowances.points.charge(userId, points),
    refuseSpent: (userId) => allowances.points.refuseSpent(userId),
    standing: (userId) => allowances.points.standing(userId),
  };
}
