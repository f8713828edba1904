import type { Redis } from 'ioredis';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { retryUntil } from '../time/retry-until.ts';
import { readInfo } from './read-info.ts';

/** The oldest version that has all that Lex uses; BullMQ recommends it as well. */
const MINIMUM = [6, 2] as const;
export const LEAST_REDIS = MINIMUM.join('.');
/** A process that starts is busy, and so may Redis be: no single answer that comes late ends the start. */
const PATIENCE_MS = 5_000;

/** @param version as INFO says it, such as `7.4.1` */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/**
 * Checks the version of the server at `REDIS_URL`, and warns when that server may evict jobs.
 *
 * @throws {StartError} when it is older than Redis 6.2. Valkey never is: it reports the Redis version that it resembles
 * @throws what asking failed with, when Redis gives no answer for five seconds
 */
export async function requireUsable(redis: Redis, log: Logger): Promise<void> {
  const info = readInfo(await retryUntil(() => redis.info(), { patienceMs: PATIENCE_MS }));
  const version = info.get('redis_version') ?? 'of an unknown version';
  if (!isNewEnough(version)) {
    throw new StartError(`REDIS_URL is a Redis ${version}; Lex takes Redis ${LEAST_REDIS} or newer, or Valkey.`);
  }
  const policy = info.get('maxmemory_policy');
  if (policy && policy !== 'noeviction') {
    log.warn(
      { policy },
      'this Redis may throw away jobs and replies when its memory is full: set its maxmemory-policy to noeviction',
    );
  }
}

/** Warns when a Redis that is for the cache alone refuses new entries once its memory is full, instead of evicting. */
export async function warnIfFillsUp(redis: Redis, log: Logger): Promise<void> {
  const info = readInfo(await redis.info('memory'));
  const maxBytes = Number(info.get('maxmemory') ?? 0);
  if (maxBytes > 0 && info.get('maxmemory_policy') === 'noeviction') {
    log.warn(
      { policy: 'noeviction', maxBytes },
      'the Redis at REDIS_CACHE_URL takes nothing more once it is full: set its maxmemory-policy to allkeys-lru',
    );
  }
}
