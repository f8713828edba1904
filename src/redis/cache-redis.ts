import { once } from 'node:events';
import type { Redis, RedisOptions } from 'ioredis';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { REQUEST_SILENCE_MS, SHARED } from './connection-options.ts';
import { logTrouble } from './log-trouble.ts';
import { probeWrites } from './probe-writes.ts';
import { warnIfFillsUp } from './redis-server.ts';
import { type OnRoundTrip, TimedRedis } from './round-trips.ts';

/** This process's connection to the Redis in which processes share their cache. */
export interface CacheRedis {
  /** Its commands fail after a tenth of a second without an answer, and at once while there is no connection. */
  readonly redis: Redis;
  /**
   * Resolves when Redis works.
   *
   * @throws when it doesn't answer, or accepts no writes; the message says why
   */
  probe(): Promise<void>;
  close(): void;
}

/** A Redis that takes longer than this is no faster than the database whose work it should save. */
const COMMAND_TIMEOUT_MS = 100;
const START_WAIT_MS = 1_000;

/**
 * Connects, and returns after the first failure, or after a second at the latest: Lex starts without its cache as well.
 * The log then says why, and the connection goes on trying.
 *
 * @param options.name the name of the connection in `CLIENT LIST`, to which its use is added
 * @param options.evicts whether this Redis is for the cache alone, so that it should evict entries when it is full
 * @param options.commandTimeoutMs a command without an answer fails after this time. @default 100 ms
 * @param options.onRoundTrip told of each round trip. @default nobody is
 */
export async function openCacheRedis(
  url: string,
  {
    name,
    evicts,
    log,
    commandTimeoutMs = COMMAND_TIMEOUT_MS,
    onRoundTrip = () => undefined,
  }: {
    name: string;
    evicts: boolean;
    log: Logger;
    commandTimeoutMs?: number;
    onRoundTrip?: OnRoundTrip | undefined;
  },
): Promise<CacheRedis> {
  const settings: RedisOptions = {
    ...SHARED,
    // A connection that connects by itself tries again after a failure; `connect()` would give up.
    lazyConnect: false,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    socketTimeout: REQUEST_SILENCE_MS,
    connectionName: `${name}:cache`,
  };
  const redis = new TimedRedis(url, settings, (seconds) => onRoundTrip('cache', seconds));
  let trouble: Error | undefined;
  redis.on('error', (error) => {
    trouble = error;
  });
  redis.on('ready', () => {
    trouble = undefined;
  });
  logTrouble(redis, 'cache', log);
  if (evicts) {
    redis.once('ready', () => {
      warnIfFillsUp(redis, log).catch((error: unknown) => {
        log.debug({ reason: messageOf(error) }, 'the Redis of the cache does not tell what it does when it is full');
      });
    });
  }
  await once(redis, 'ready', { signal: AbortSignal.timeout(START_WAIT_MS) }).catch(() => {
    // The log says why, and so does the probe.
  });
  return {
    redis,
    async probe() {
      try {
        await probeWrites(redis);
      } catch (error) {
        // Without a connection the command's error says only that there is none; the connection's own says why.
        const away = redis.status !== 'ready' || messageOf(error).startsWith("Stream isn't writeable");
        const reason = away ? messageOf(trouble ?? 'the connection is closed') : messageOf(error);
        throw new Error(`the processes share no cache, since its Redis can't be used: ${reason}`);
      }
    },
    close: () => redis.disconnect(),
  };
}
