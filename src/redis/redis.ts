import type { Redis, RedisOptions } from 'ioredis';
import { messageOf, StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { within } from '../time/within.ts';
import { FOR_CHANNELS, FOR_REQUESTS, FOR_WORK, SHARED } from './connection-options.ts';
import { logTrouble } from './log-trouble.ts';
import { probeWrites } from './probe-writes.ts';
import { requireUsable } from './redis-server.ts';
import { type OnRoundTrip, TimedRedis } from './round-trips.ts';

export type { Redis };

/**
 * This process's connections to Redis. Each has one use, since a command that waits would hold up those of the others.
 */
export interface RedisConnections {
  /**
   * For commands that somebody waits for. One without an answer fails after half a second; Redis may have executed it
   * all the same.
   */
  readonly requests: Redis;
  /** For subscribing to channels. */
  readonly channels: Redis;
  /** Opens a connection for a worker, whose commands wait until Redis can be reached. */
  forWork(): Redis;
  /**
   * Resolves when Redis works.
   *
   * @throws when it doesn't answer, or accepts no writes
   */
  probe(): Promise<void>;
  /**
   * Counts the connected workers of all processes.
   *
   * @throws when Redis doesn't answer, or doesn't tell who is connected
   */
  countWorkers(): Promise<number>;
  /** Ends all connections within a second, whatever Redis does. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 5_000;
const CLOSE_MS = 1_000;

/**
 * Connects to Redis, and checks that Lex can use it. Connections that break later are made again.
 *
 * @param options.name the name of the connections in `CLIENT LIST`, to which their use is added
 * @param options.onRoundTrip told of each round trip. @default nobody is
 * @throws {StartError} when Redis can't be reached, or is too old
 */
export async function openRedis(
  url: string,
  { name, log, onRoundTrip = () => undefined }: { name: string; log: Logger; onRoundTrip?: OnRoundTrip | undefined },
): Promise<RedisConnections> {
  const all: Redis[] = [];
  let trouble: Error | undefined;

  function open(use: string, options: RedisOptions): Redis {
    const settings = { ...SHARED, ...options, connectionName: `${name}:${use}` };
    const redis = new TimedRedis(url, settings, (seconds) => onRoundTrip(use, seconds));
    // Without a listener, ioredis would print errors itself instead of the log.
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
    // When a connection is refused, only its error event says why, such as a wrong password.
    throw error instanceof StartError
      ? error
      : new StartError(`REDIS_URL can't be used: ${messageOf(trouble ?? error)}.`);
  }
  logTrouble(requests, 'requests', log);
  logTrouble(channels, 'channels', log);

  return {
    requests,
    channels,
    forWork() {
      const redis = open('work', FOR_WORK);
      logTrouble(redis, 'work', log);
      return redis;
    },
    async probe() {
      await probeWrites(requests);
    },
    async countWorkers() {
      const clients = String(await requests.client('LIST'));
      return clients.split('\n').filter((client) => client.includes(` name=${name}:work `)).length;
    },
    async close() {
      // The answer to QUIT tells that all commands before it have arrived.
      if (requests.status === 'ready') await within(CLOSE_MS, requests.quit()).catch(() => undefined);
      abandon();
    },
  };
}
