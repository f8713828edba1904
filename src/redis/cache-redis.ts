import { once } from 'node:events';
import { Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { PROBE_KEPT_MS, PROBE_KEY, REQUEST_SILENCE_MS, SHARED, tellOfTrouble } from './redis.ts';
import { warnIfFillsUp } from './redis-server.ts';

/** This process's connection to the Redis that its cache shares with other processes. */
export interface CacheRedis {
  /** Its commands fail within a tenth of a second, and at once while there is no connection. */
  readonly redis: Redis;
  /** @throws when Redis doesn't answer, or takes nothing; the message says why */
  probe(): Promise<void>;
  close(): void;
}

/** Longer than any Redis takes that is worth asking instead of the database. */
const COMMAND_TIMEOUT_MS = 100;
const START_WAIT_MS = 1_000;

/**
 * Connects, and returns after the first failure or a second at the latest: a cache that is away is no reason not to
 * start. It is told of in the log, and connected to when it is there.
 *
 * @param options.name what `CLIENT LIST` shows the connection under, followed by its use
 * @param options.evicts whether it is a Redis of the cache's own, which is to throw away what there is no room for
 * @param options.commandTimeoutMs after which a command has failed. @default 100 ms
 */
export async function openCacheRedis(
  url: string,
  {
    name,
    evicts,
    log,
    commandTimeoutMs = COMMAND_TIMEOUT_MS,
  }: { name: string; evicts: boolean; log: Logger; commandTimeoutMs?: number },
): Promise<CacheRedis> {
  const redis = new Redis(url, {
    ...SHARED,
    // A connection that is asked to connect gives up at the first failure; one that does it by itself goes on.
    lazyConnect: false,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    socketTimeout: REQUEST_SILENCE_MS,
    connectionName: `${name}:cache`,
  });
  let trouble: Error | undefined;
  redis.on('error', (error) => {
    trouble = error;
  });
  redis.on('ready', () => {
    trouble = undefined;
  });
  tellOfTrouble(redis, 'cache', log);
  if (evicts) {
    redis.once('ready', () => {
      warnIfFillsUp(redis, log).catch((error: unknown) => {
        log.debug({ reason: messageOf(error) }, 'the Redis of the cache does not tell what it does when it is full');
      });
    });
  }
  await once(redis, 'ready', { signal: AbortSignal.timeout(START_WAIT_MS) }).catch(() => {
    // Those who ask it find out, and the log has why.
  });
  return {
    redis,
    async probe() {
      try {
        await redis.set(PROBE_KEY, 'up', 'PX', PROBE_KEPT_MS);
      } catch (error) {
        // Without a connection, a command only says that there is none.
        const away = redis.status !== 'ready' || messageOf(error).startsWith("Stream isn't writeable");
        const reason = away ? messageOf(trouble ?? 'the connection is closed') : messageOf(error);
        throw new Error(`the processes share no cache, since its Redis can't be used: ${reason}`);
      }
    },
    close: () => redis.disconnect(),
  };
}
