import type { RedisOptions } from 'ioredis';

const REQUEST_TIMEOUT_MS = 500;
/** A connection whose oldest command had no answer for this time is made again: its other end may be gone. */
export const REQUEST_SILENCE_MS = 5_000;
/** Longer than the 10 s that a worker's command may wait for a job. */
const WORK_SILENCE_MS = 15_000;
const LONGEST_RETRY_MS = 2_000;

/** The options of all connections. */
export const SHARED: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 5_000,
  keepAlive: 10_000,
  // With this error a Redis says that it has become a replica. By now its address may lead to the new primary.
  reconnectOnError: (error) => error.message.startsWith('READONLY '),
  // The pauses double, with jitter, so that processes that lost the same Redis don't all come back at once.
  retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_RETRY_MS) * (0.5 + Math.random() / 2),
};

export const FOR_REQUESTS: RedisOptions = {
  commandTimeout: REQUEST_TIMEOUT_MS,
  // The commands of one turn of the event loop are sent together.
  enableAutoPipelining: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  // The caller was told that the command failed, and decides whether to repeat it.
  autoResendUnfulfilledCommands: false,
  socketTimeout: REQUEST_SILENCE_MS,
};

export const FOR_CHANNELS: RedisOptions = {
  enableOfflineQueue: false,
  // The event bus subscribes again by itself, to the channels that it then needs.
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  socketTimeout: REQUEST_SILENCE_MS,
};

export const FOR_WORK: RedisOptions = {
  // A connection that connects by itself tries again after a failure; `connect()` would give up.
  lazyConnect: false,
  maxRetriesPerRequest: null,
  socketTimeout: WORK_SILENCE_MS,
};
