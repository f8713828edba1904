import { z } from 'zod';
import { askSharedServers } from './ask-shared-servers.ts';
import { startRedis, type TestRedis, useRedis } from './start-redis.ts';

const addressSchema = z.object({ url: z.string() });

/**
 * A database of the Redis of all test files, which nobody has used, after starting that Redis unless another file has. A
 * file may do nothing to the server: no FLUSHALL, no CONFIG SET. Channels and the list of clients are the whole server's.
 */
export async function sharedRedis(): Promise<TestRedis> {
  if (process.env.TEST_REDIS_URL) return startRedis();
  return useRedis(addressSchema.parse(await askSharedServers('redis')).url);
}
