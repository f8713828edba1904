import type { Redis } from 'ioredis';
import type { Logger } from '../log.ts';

/** Logs when a connection is lost and when it is back, but not the failed tries between the two. */
export function logTrouble(redis: Redis, use: string, log: Logger): void {
  let lost = false;
  redis.on('error', (error) => {
    if (!lost) log.warn({ use, reason: error.message }, 'the connection to Redis is lost');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) log.info({ use }, 'the connection to Redis is back');
    lost = false;
  });
}
