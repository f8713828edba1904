import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Config } from '../config/config.ts';
import type { RedisConnections } from '../redis/redis.ts';
import { Allowance } from './allowance.ts';
import { type KeyLimit, type RateKind, type Rates, UNLIMITED } from './rates.ts';

const WINDOW_S = 60;
/** Points are drawn by the twentieth, so that of many small operations few ask Redis. */
const SHARE = 1 / 20;

const WHAT: Readonly<Record<RateKind, string>> = {
  points: 'points (what operations cost)',
  chats: 'messages and regenerated replies',
  jobs: 'jobs of your own',
  recordings: 'recordings to be written down',
};

export interface RatesOptions {
  /** Where processes count together; undefined: there is one. */
  readonly shared: { readonly redis: RedisConnections['requests']; readonly prefix: string } | undefined;
}

/**
 * Opens the bounds of what each user, and each key with a limit of its own, may ask for in a minute. While Redis
 * doesn't answer each process counts by itself, from nothing: what they may ask for is then as much for each process.
 */
export function openRates({ auth, rates }: Pick<Config, 'auth' | 'rates'>, { shared }: RatesOptions): Rates {
  if (auth === 'none') return UNLIMITED;

  const limiterOf = (name: string, points: number): RateLimiterAbstract => {
    const inProcess = new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_S });
    if (!shared) return inProcess;
    return new RateLimiterRedis({
      storeClient: shared.redis,
      keyPrefix: `${shared.prefix}:rate:${name}`,
      points,
      duration: WINDOW_S,
      rejectIfRedisNotReady: true,
      insuranceLimiter: inProcess,
    });
  };
  const allowances: Readonly<Record<RateKind, Allowance>> = {
    points: new Allowance({ limiter: limiterOf('points', rates.points), what: WHAT.points, share: SHARE }),
    chats: new Allowance({ limiter: limiterOf('chats', rates.chats), what: WHAT.chats }),
    jobs: new Allowance({ limiter: limiterOf('jobs', rates.jobs), what: WHAT.jobs }),
    recordings: new Allowance({ limiter: limiterOf('recordings', rates.recordings), what: WHAT.recordings }),
  };
  // Each key has another limit: the limiter only counts.
  const keys = new Allowance({
    limiter: limiterOf('key-points', Number.MAX_SAFE_INTEGER),
    what: WHAT.points,
    who: 'This key',
    share: SHARE,
  });
  const { points: users } = allowances;

  /** Of the key first: one that has nothing left keeps nothing of its user's from others, not even for a moment. */
  function takeOfBoth(userId: string, { keyId, points }: KeyLimit, amount: number): Promise<void> | undefined {
    const takeOfUser = (): Promise<void> | undefined => {
      const takenAt = performance.now();
      return users.take(userId, amount)?.catch((error: unknown) => {
        keys.giveBack(keyId, amount, takenAt);
        throw error;
      });
    };
    const ofKey = keys.take(keyId, amount, points);
    return ofKey ? ofKey.then(takeOfUser) : takeOfUser();
  }

  return {
    take({ id, keyLimit }, kind, amount = 1) {
      return keyLimit && kind === 'points' ? takeOfBoth(id, keyLimit, amount) : allowances[kind].take(id, amount);
    },
    charge({ id, keyLimit }, points) {
      users.charge(id, points);
      if (keyLimit) keys.charge(keyLimit.keyId, points, keyLimit.points);
    },
    refuseSpent({ id, keyLimit }) {
      users.refuseSpent(id);
      if (keyLimit) keys.refuseSpent(keyLimit.keyId, keyLimit.points);
    },
    standings({ id, keyLimit }) {
      const ofUser = { name: 'points', ...users.standing(id) } as const;
      if (!keyLimit) return [ofUser];
      return [ofUser, { name: 'key-points', ...keys.standing(keyLimit.keyId, keyLimit.points) }];
    },
  };
}
