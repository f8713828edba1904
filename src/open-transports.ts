import { join } from 'node:path';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import type { CacheStore } from './cache/cache-store.ts';
import type { ChangeJournal } from './cache/change-journal.ts';
import { LocalChangeJournal } from './cache/local-change-journal.ts';
import { createRedisCacheStore } from './cache/redis-cache-store.ts';
import { createRedisChangeJournal } from './cache/redis-change-journal.ts';
import { createRedisSharedLevel } from './cache/shared/redis-shared-level.ts';
import type { SharedLevel } from './cache/shared/shared-level.ts';
import { createLmdbReplyLog } from './chat/replies/log/lmdb-reply-log.ts';
import { createRedisReplyLog } from './chat/replies/log/redis-reply-log.ts';
import type { ReplyLog } from './chat/replies/log/reply-log.ts';
import type { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { readDatabaseIdentity } from './database/database-identity.ts';
import type { EventBus } from './events/event-bus.ts';
import { LocalEventBus } from './events/local-event-bus.ts';
import { RedisEventBus } from './events/redis-event-bus.ts';
import { isUrgent } from './jobs/job-kind.ts';
import { openDerivedStore } from './lmdb/open-derived-store.ts';
import type { OpenStores } from './lmdb/open-stores.ts';
import type { Logger } from './log.ts';
import { createBullmqTaskQueue } from './queue/bullmq-task-queue.ts';
import { createLocalTaskQueue } from './queue/local-task-queue.ts';
import type { TaskQueue } from './queue/task-queue.ts';
import { openCacheRedis } from './redis/cache-redis.ts';
import { deploymentPrefix } from './redis/deployment-prefix.ts';
import { openRedis, type RedisConnections } from './redis/redis.ts';
import type { OnRoundTrip } from './redis/round-trips.ts';
import { isSameRedis } from './redis/same-redis.ts';
import type { Schedules } from './time/schedules.ts';

/** What carries events, jobs and the text of replies between the parts of Lex, which may be different processes. */
export interface Transports {
  readonly events: EventBus;
  readonly queue: TaskQueue;
  readonly replyLog: ReplyLog;
  /** The level of the cache that all processes share; undefined where there is only one process. */
  readonly cacheStore: CacheStore | undefined;
  /** The same for answers that are kept while nothing changes. */
  readonly sharedLevel: SharedLevel | undefined;
  /** What changed of whose data, for all who keep answers made from it. */
  readonly journal: ChangeJournal;
  /** Whether other processes use the same transports. */
  readonly shared: boolean;
  /** Where processes count what users ask for; undefined where there is only one process. */
  readonly counting: { readonly redis: RedisConnections['requests']; readonly prefix: string } | undefined;
  /** For the status, where there is a Redis. */
  readonly redis: Pick<RedisConnections, 'probe' | 'countWorkers'> | undefined;
}

/**
 * Opens the transports: on Redis when `REDIS_URL` is set, so that several processes can work together, else in this
 * process and its database. No other place asks which of the two it is.
 *
 * @param surroundings.opened is given what closes them
 * @param surroundings.onRoundTrip told of each round trip to Redis
 * @param surroundings.stores is given the LMDB environments
 * @throws {StartError} when they can't be opened
 */
export async function openTransports(
  config: Pick<Config, 'databaseUrl' | 'redisUrl' | 'redisCacheUrl' | 'cacheMaxBytes' | 'dataDir'>,
  surroundings: {
    database: Database;
    schedules: Schedules;
    log: Logger;
    opened: Closing;
    onRoundTrip: OnRoundTrip;
    stores: OpenStores;
  },
): Promise<Transports> {
  return config.redisUrl ? onRedis(config.redisUrl, config, surroundings) : inProcess(config, surroundings);
}

type Surroundings = Parameters<typeof openTransports>[1];
type CacheSettings = Pick<Config, 'redisCacheUrl' | 'cacheMaxBytes'>;

async function onRedis(
  url: string,
  settings: CacheSettings,
  { database, log, opened, onRoundTrip }: Surroundings,
): Promise<Transports> {
  const prefix = deploymentPrefix(await readDatabaseIdentity(database));
  const redis = await openRedis(url, { name: prefix, log, onRoundTrip });
  opened.defer(() => redis.close());
  const { requests, channels } = redis;
  const events = new RedisEventBus({ requests, channels, prefix, log });
  opened.defer(() => events.close());
  const queue = createBullmqTaskQueue(withBackend(createRedisBackend), {
    connection: requests,
    connectionForWork: () => redis.forWork(),
    isUrgent,
    prefix,
    log,
  });
  opened.defer(() => queue.close());
  const replyLog = createRedisReplyLog({ redis: requests, events, prefix });
  opened.defer(() => replyLog.close());
  const cacheUrl = settings.redisCacheUrl ?? url;
  const evicts = !isSameRedis(cacheUrl, url);
  const connection = await openCacheRedis(cacheUrl, { name: prefix, evicts, log, onRoundTrip });
  opened.defer(() => connection.close());
  const maxBytes = evicts ? undefined : settings.cacheMaxBytes;
  const cacheStore = createRedisCacheStore({ connection, prefix, maxBytes });
  const journal = createRedisChangeJournal({ connection, prefix });
  opened.defer(() => journal.close());
  const sharedLevel = createRedisSharedLevel({ connection, prefix, store: cacheStore, journal });
  return {
    events,
    queue,
    replyLog,
    cacheStore,
    sharedLevel,
    journal,
    shared: true,
    redis,
    counting: { redis: requests, prefix },
  };
}

async function inProcess(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  { database, schedules, log, opened, stores }: Surroundings,
): Promise<Transports> {
  const events = new LocalEventBus();
  opened.defer(() => events.close());
  const queue = databaseUrl
    ? createBullmqTaskQueue(withBackend(createPostgresBackend), {
        connection: database.pool,
        connectionForWork: () => database.pool,
        isUrgent,
        log,
      })
    : createLocalTaskQueue({ isUrgent, log });
  opened.defer(() => queue.close());
  const replyLog = await openDerivedStore(join(dataDir, 'replies'), {
    create: (root) => createLmdbReplyLog({ root, events, schedules, log }),
    stores,
    log,
  });
  opened.defer(() => replyLog.close());
  const journal = new LocalChangeJournal();
  const alone = { cacheStore: undefined, sharedLevel: undefined, redis: undefined, counting: undefined, shared: false };
  return { events, queue, replyLog, journal, ...alone };
}
