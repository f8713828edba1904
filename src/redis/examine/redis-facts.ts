import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { within } from '../../time/within.ts';
import { readInfo } from '../read-info.ts';

/** What a Redis says of itself: the lines of INFO by their names. */
export type RedisFacts = ReadonlyMap<string, string>;

/** @throws when it doesn't answer */
export async function readRedisFacts(redis: Redis): Promise<RedisFacts> {
  return readInfo(await redis.info());
}

/** A setting of the server; undefined when it doesn't tell, as rented ones often don't. */
export async function readRedisSetting(redis: Redis, name: string): Promise<string | undefined> {
  const answer: unknown = await redis.config('GET', name).catch(() => undefined);
  if (Array.isArray(answer)) return typeof answer[1] === 'string' ? answer[1] : undefined;
  if (typeof answer !== 'object' || answer === null) return undefined;
  const found: unknown = new Map<string, unknown>(Object.entries(answer)).get(name);
  return typeof found === 'string' ? found : undefined;
}

/** The server's clock, and the moments of this machine between which it was read, in milliseconds. */
export async function readRedisClock(
  redis: Redis,
): Promise<{ readonly read: number; readonly before: number; readonly after: number }> {
  const before = Date.now();
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  return { read: seconds * 1_000 + microseconds / 1_000, before, after: Date.now() };
}

/** How long some pings take, one after the other, in milliseconds. */
export async function timePings(redis: Redis, tries: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < tries; index++) {
    const started = performance.now();
    await redis.ping();
    times.push(performance.now() - started);
  }
  return times;
}

/** Longer than any message that comes at all takes, in milliseconds. */
const HEARD_MS = 3_000;

/**
 * Whether a message that is published on one connection is heard on another. The other one can be used for nothing else
 * afterwards.
 */
export async function passesMessages(publisher: Redis, listener: Redis, signal: AbortSignal): Promise<boolean> {
  const channel = `lex:doctor:${randomUUID()}`;
  const heard = new Promise<boolean>((resolve) => {
    listener.on('message', (name) => {
      if (name === channel) resolve(true);
    });
  });
  await listener.subscribe(channel);
  await publisher.publish(channel, '');
  return within(HEARD_MS, heard, { late: () => false, signal });
}
