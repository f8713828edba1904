import type { Redis } from 'ioredis';

/** What a connection does by itself, whatever work there is. */
const HOUSEKEEPING = new Set(['ping', 'info', 'client', 'hello', 'monitor', 'command']);

/**
 * Counts the commands that clients send to Redis while some work is done; what scripts do within Redis is no round
 * trip.
 */
export async function countRoundTrips(redis: Redis, work: () => Promise<void>): Promise<number> {
  const monitor = await redis.monitor();
  let count = 0;
  monitor.on('monitor', (_time: string, [name = '']: string[], source: string) => {
    if (source !== 'lua' && !HOUSEKEEPING.has(name.toLowerCase())) count++;
  });
  try {
    await work();
  } finally {
    monitor.disconnect();
  }
  return count;
}
