import { Redis } from 'ioredis';
import { findBinary, OwnRedis, type RedisServer } from './redis-server.ts';

export type { RedisServer };

/** A Redis for the tests of one file, empty at first. */
export interface TestRedis {
  /** Its `REDIS_URL`. */
  readonly url: string;
  /** Undefined when it is a server that others use as well. */
  readonly server: RedisServer | undefined;
  /** A connection of the test's own. */
  connect(): Redis;
  close(): Promise<void>;
}

/**
 * Why tests that need Redis can't be run here, or undefined when they can.
 *
 * @throws when this is a CI run: there it must be, or nobody would notice that nothing is tested
 */
export function whyNoRedis(): string | undefined {
  if (process.env.TEST_REDIS_URL || findBinary() !== undefined) return undefined;
  const reason = 'there is neither TEST_REDIS_URL nor a redis-server to start';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/**
 * Takes a database of the server at `TEST_REDIS_URL`, and empties it; or starts one on a free port with its files in a
 * temporary directory: for tests that maltreat it, or run outside of the suite. Others take {@link sharedRedis} of
 * shared-redis.ts.
 *
 * @param options.detached whether Ctrl-C in the terminal passes it by. @default false
 */
export async function startRedis({ detached = false }: { readonly detached?: boolean } = {}): Promise<TestRedis> {
  const given = process.env.TEST_REDIS_URL;
  if (given) {
    // Test files run side by side: each of vitest's workers has a database of its own.
    const redis = useRedis(new URL(`/${process.env.VITEST_POOL_ID ?? 0}`, given).href);
    await redis.connect().flushdb();
    return redis;
  }
  const own = await OwnRedis.create(detached);
  return useRedis(own.url, own);
}

/** @param own the server, when it is the caller's alone: closing removes it */
export function useRedis(url: string, own?: OwnRedis): TestRedis {
  const connections: Redis[] = [];
  return {
    url,
    server: own,
    connect() {
      const redis = new Redis(url, { maxRetriesPerRequest: null });
      // Some tests stop the server.
      redis.on('error', () => undefined);
      connections.push(redis);
      return redis;
    },
    async close() {
      for (const redis of connections) redis.disconnect();
      await own?.remove();
    },
  };
}
