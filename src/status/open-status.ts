import type { Cache } from '../cache/cache.ts';
import type { CacheCounters } from '../cache/cache-counters.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import { formatModelName } from '../config/model-name.ts';
import type { Database } from '../database/database.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Models } from '../models/models.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import type { RedisConnections } from '../redis/redis.ts';
import type { Component } from './component-probe.ts';
import { createEndedJobs } from './ended-jobs.ts';
import { createEndedJobsStore } from './ended-jobs-store.ts';
import { createQueueCount } from './queue-count.ts';
import type { RequestStatus, Status } from './status.ts';
import { createStatusService, type StatusService } from './status-service.ts';

/** What the status tells of. */
export interface StatusParts {
  readonly version: string;
  readonly cache: Cache;
  readonly database: Database;
  readonly queue: TaskQueue;
  /** Of a deployment with Redis. */
  readonly redis: Pick<RedisConnections, 'probe' | 'countWorkers'> | undefined;
  readonly cacheStore: CacheStore | undefined;
  readonly memory: { probe(): Promise<void> };
  readonly index: { stats(): Status['memory'] };
  readonly models: Models;
  readonly embeddings: EmbeddingModel | undefined;
  /** Whether this process runs jobs. */
  readonly isWorking: () => boolean;
  /** How the answers to queries were found at this process. */
  readonly answerStats: () => CacheCounters;
  /** The operations that this process answers. */
  readonly requests: () => RequestStatus;
  /** How many subscriptions clients have open at this process. */
  readonly openSubscriptions: () => number;
}

/** Asking the own database is cheap; asking a provider costs its operator money or patience. */
const OWN_TTL_MS = 100;
const PROVIDER_TTL_MS = 60_000;

/** Opens the status of this process and of all that it stands on. */
export function openStatus(config: Pick<Config, 'databaseUrl'>, parts: StatusParts, opened: Closing): StatusService {
  const { version, cache, database, queue, redis, models, openSubscriptions } = parts;
  const status = createStatusService({
    version,
    mode: config.databaseUrl ? 'SCALED' : 'EMBEDDED',
    model: formatModelName(models.default),
    components: componentsOf(parts),
    cache,
    answerStats: parts.answerStats,
    countQueue: createQueueCount({
      queue,
      endedJobs: createEndedJobs({ cache, store: createEndedJobsStore(database) }),
      workers: async () => {
        const own = parts.isWorking() ? 1 : 0;
        // Not every rented Redis tells who is connected.
        return redis ? redis.countWorkers().catch(() => own) : own;
      },
    }),
    memory: parts.index,
    openSubscriptions,
    requests: parts.requests,
  });
  opened.defer(() => status.close());
  return status;
}

function componentsOf(parts: StatusParts): Component[] {
  const { database, cacheStore, queue, redis, memory, models, embeddings } = parts;
  const own = (name: string, needed: boolean, probe: Component['probe']): Component => {
    return { name, needed, ttlMs: OWN_TTL_MS, probe };
  };
  const provider = (name: string, probe: Component['probe']): Component => {
    return { name, needed: false, ttlMs: PROVIDER_TTL_MS, probe };
  };
  return [
    own('database', true, () => database.probe()),
    own('cache', false, async () => cacheStore?.probe()),
    // Without Redis the queue is in the database, and is down when that is. With Redis, requests go on without it.
    own('queue', !redis, async () => void (await queue.counts())),
    ...(redis ? [own('redis', false, () => redis.probe())] : []),
    own('memory', true, () => memory.probe()),
    provider('model', (signal) => models.resolve(undefined).probe({ signal })),
    ...(embeddings ? [provider('embeddings', (signal) => embeddings.probe({ signal }))] : []),
  ];
}
