import { Redis, type RedisOptions } from 'ioredis';
import { messageOf, StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { within } from '../time/within.ts';
import { requireUsable } from './redis-server.ts';

export type { Redis };

/** This process's connections to Redis. Each does one thing, for a command that waits holds up all that come after it. */
export interface RedisConnections {
  /**
   * For what somebody waits for: a command fails within half a second instead of waiting for a Redis that is away.
   * It may still have been done.
   */
  readonly requests: Redis;
  /** For channels alone. */
  readonly channels: Redis;
  /** Opens one for a worker, whose commands wait until Redis is back. */
  forWork(): Redis;
  /** @throws when Redis doesn't answer, or takes nothing */
  probe(): Promise<void>;
  /** How many workers of all processes are connected. @throws when Redis doesn't answer, or doesn't tell */
  countWorkers(): Promise<number>;
  /** Ends all of them within a second, whatever Redis does. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 500;
/** A connection whose oldest command has had no answer for so long is made anew: its other end may be gone. */
export const REQUEST_SILENCE_MS = 5_000;
/** Longer than the 10 s for which a worker's command may wait for a job. */
const WORK_SILENCE_MS = 15_000;
const LONGEST_RETRY_MS = 2_000;
const CLOSE_MS = 1_000;
/** What is written to see whether Redis takes anything. */
export const PROBE_KEY = 'lex:probe';
export const PROBE_KEPT_MS = 60_000;

/** What all connections have in common. */
export const SHARED: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 5_000,
  keepAlive: 10_000,
  // The code of an error by which a Redis tells that it has become a replica: the address leads to another by now.
  reconnectOnError: (error) => error.message.startsWith('READONLY '),
  // Doubling, with jitter so that many processes that lost the same Redis don't come back as one.
  retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_RETRY_MS) * (0.5 + Math.random() / 2),
};

const FOR_REQUESTS: RedisOptions = {
  commandTimeout: REQUEST_TIMEOUT_MS,
  // What is asked for in one turn of the event loop goes out as one write.
  enableAutoPipelining: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  // Its caller was told that it failed, and decides itself whether to do it again.
  autoResendUnfulfilledCommands: false,
  socketTimeout: REQUEST_SILENCE_MS,
};

const FOR_CHANNELS: RedisOptions = {
  enableOfflineQueue: false,
  // The event bus subscribes again by itself, to what is then listened to.
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  socketTimeout: REQUEST_SILENCE_MS,
};

const FOR_WORK: RedisOptions = {
  // A connection that is asked to connect gives up at the first failure; one that does it by itself goes on.
  lazyConnect: false,
  maxRetriesPerRequest: null,
  socketTimeout: WORK_SILENCE_MS,
};

/**
 * Connects to Redis and looks whether it is one that Lex can use. From then on connections that break are made again.
 *
 * @param name what `CLIENT LIST` shows the connections under, followed by their use
 * @throws {StartError} when it can't be reached, or is too old
 */
export async function openRedis(url: string, { name, log }: { name: string; log: Logger }): Promise<RedisConnections> {
  const all: Redis[] = [];
  let trouble: Error | undefined;

  function open(use: string, options: RedisOptions): Redis {
    const redis = new Redis(url, { ...SHARED, ...options, connectionName: `${name}:${use}` });
    // Without a listener an error would be printed past the log.
    redis.on('error', (error) => {
      trouble = error;
    });
    all.push(redis);
    return redis;
  }

  function abandon(): void {
    for (const redis of all) redis.disconnect();
  }

  const requests = open('requests', FOR_REQUESTS);
  const channels = open('channels', FOR_CHANNELS);
  try {
    await within(START_TIMEOUT_MS, Promise.all([requests.connect(), channels.connect()]));
    await requireUsable(requests, log);
  } catch (error) {
    abandon();
    // Of a connection that was refused, the error event says why: a wrong password, for one.
    throw error instanceof StartError
      ? error
      : new StartError(`REDIS_URL can't be used: ${messageOf(trouble ?? error)}.`);
  }
  tellOfTrouble(requests, 'requests', log);
  tellOfTrouble(channels, 'channels', log);

  return {
    requests,
    channels,
    forWork() {
      const redis = open('work', FOR_WORK);
      tellOfTrouble(redis, 'work', log);
      return redis;
    },
    async probe() {
      // A Redis that is full, or became a replica, still answers: what is asked of it is to take something.
      await requests.set(PROBE_KEY, 'up', 'PX', PROBE_KEPT_MS);
    },
    async countWorkers() {
      const clients = String(await requests.client('LIST'));
      return clients.split('\n').filter((client) => client.includes(` name=${name}:work `)).length;
    },
    async close() {
      // Asking lets what was sent before arrive; a Redis that doesn't answer is left.
      if (requests.status === 'ready') await within(CLOSE_MS, requests.quit()).catch(() => undefined);
      abandon();
    },
  };
}

/** Tells once when a connection is lost, and when it is back: the attempts between them say nothing new. */
export function tellOfTrouble(redis: Redis, use: string, log: Logger): void {
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
