import type { Redis } from 'ioredis';

/** Commands that connections send by themselves, whatever work there is. */
export const HOUSEKEEPING = new Set(['ping', 'info', 'client', 'hello', 'monitor', 'command']);

/** Counts the commands that clients send to Redis during some work. Commands of scripts within Redis don't count. */
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
