import { atEnd } from '../at-end.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { sharedRedis } from './shared-redis.ts';

/** The settings of processes that share a new, migrated database and the tests' Redis; both are let go at the end. */
export async function scaledSettings(): Promise<{ readonly DATABASE_URL: string; readonly REDIS_URL: string }> {
  const [postgres, redis] = await Promise.all([sharedPostgres(), sharedRedis()]);
  atEnd(() => Promise.all([postgres.close(), redis.close()]));
  return { DATABASE_URL: await postgres.createMigratedDatabase(), REDIS_URL: redis.url };
}
