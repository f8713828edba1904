import { z } from 'zod';
import { askSharedServers } from './ask-shared-servers.ts';
import { startRedis, type TestRedis, useRedis } from './start-redis.ts';

const addressSchema = z.object({ url: z.string() });

/**
 * An unused database of the Redis that all test files share; the first file that asks starts the server. A file may do
 * nothing to the server: no FLUSHALL, no CONFIG SET. It sees the channels and the clients of all files.
 */
export async function sharedRedis(): Promise<TestRedis> {
  if (process.env.TEST_REDIS_URL) return startRedis();
  return useRedis(addressSchema.parse(await askSharedServers('redis')).url);
}
