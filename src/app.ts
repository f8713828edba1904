import type { Authenticate } from './accounts/authenticate.ts';
import type { MachineService } from './accounts/machine/machine-service.ts';
import { openAccounts } from './accounts/open-accounts.ts';
import type { Viewer } from './accounts/viewer.ts';
import { createCache } from './cache/cache.ts';
import type { CacheCounters } from './cache/cache-counters.ts';
import { cacheShares } from './cache/cache-shares.ts';
import type { CacheStore } from './cache/cache-store.ts';
import type { ChangeJournal } from './cache/change-journal.ts';
import type { SharedLevel } from './cache/shared/shared-level.ts';
import { openChat } from './chat/open-chat.ts';
import { openChatJobs } from './chat/open-chat-jobs.ts';
import { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { type DatabaseSurroundings, openDatabase } from './database/open-database.ts';
import type { Services } from './graphql/context.ts';
import { openJobs } from './jobs/open-jobs.ts';
import { type Load, openLoad } from './load/load.ts';
import { openEmbedding, openMemory } from './memory/open-memory.ts';
import { openMemoryJobs } from './memory/open-memory-jobs.ts';
import { createMemoryUpkeep } from './memory/upkeep/memory-upkeep.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createModelContexts } from './models/contexts/model-contexts.ts';
import { createOfferedModels } from './models/offered-models.ts';
import { openModels } from './models/open-models.ts';
import { openTransports } from './open-transports.ts';
import { openRates } from './rates/open-rates.ts';
import { openStatus } from './status/open-status.ts';
import { openUsage } from './usage/open-usage.ts';
import { userProperty } from './user-property.ts';

/** Everything that a process of Lex is made of, except for what it listens on. */
export interface App extends Services {
  /** Carries out what whoever runs the server orders. */
  readonly machine: MachineService;
  /** The door. */
  readonly authenticate: Authenticate;
  /** The local user, as whom everybody is let in where nobody is asked. */
  readonly viewer: Viewer;
  readonly database: Database;
  readonly metrics: Metrics;
  /** How much the process has to do. */
  readonly load: Load;
  /** The level of the cache that all processes share; undefined where there is only one. */
  readonly cacheStore: CacheStore | undefined;
  /** The same for answers that are kept while nothing changes. */
  readonly sharedLevel: SharedLevel | undefined;
  readonly journal: ChangeJournal;
  /** Starts to run jobs. */
  work(): Promise<void>;
  /**
   * Ends the process's work in order. Jobs that run may finish within `jobsMs`; the others are handed back to be run
   * later. Then what they stand on is closed.
   */
  close(options: { readonly jobsMs: number }): Promise<void>;
}

export interface AppSurroundings extends DatabaseSurroundings {
  readonly version: string;
  /** How the answers to queries were found at this process, for the status. */
  readonly answerStats: () => CacheCounters;
  /** How many subscriptions clients have open at this process, for the status. */
  readonly openSubscriptions: () => number;
}

/**
 * Opens a process of Lex from its configuration. When a part can't be opened, those that were are closed again.
 *
 * @throws {StartError} when a part can't be opened for a reason that the operator can mend
 */
export async function createApp(config: Config, surroundings: AppSurroundings): Promise<App> {
  const { log } = surroundings;
  const opened = new Closing();
  try {
    return await open(config, surroundings, opened);
  } catch (error) {
    await opened.close().catch((reason: unknown) => log.error({ err: reason }, 'closing after a failed start failed'));
    throw error;
  }
}

async function open(config: Config, surroundings: AppSurroundings, opened: Closing): Promise<App> {
  const { log, version, answerStats, openSubscriptions } = surroundings;
  const unmetered = openModels(config, { log });
  const { database } = await openDatabase(config, surroundings, opened);
  const transports = await openTransports(config, { database, log, opened });
  const { events, queue, replyLog, cacheStore, sharedLevel, journal, shared, redis, counting } = transports;
  const cache = createCache({ maxBytes: cacheShares(config.cacheMaxBytes).values, store: cacheStore });
  const contexts = createModelContexts({ database, contextTokens: config.contextTokens, log });
  const counted = openUsage(config, { database, ...unmetered, contexts, log }, opened);
  const { budgets, usage, storage, models, embeddings } = counted;
  const { memory, engine, vectors } = await openMemory(config, { database, embeddings, events, journal, log }, opened);

  const load = openLoad(config, surroundings, opened);
  const connections = () => database.connections();
  const metrics = createMetrics({ version, status: () => status.current(), connections, load });
  const answering = { database, models, contexts, memory };
  const memoryJobs = openMemoryJobs({ ...answering, embeddings, vectors });
  const { planExtraction } = memoryJobs;
  const chatHandlers = openChatJobs({ ...answering, log: replyLog, events, journal, planExtraction });
  const handlers = { ...chatHandlers, ...memoryJobs.handlers };
  const { jobs, worker } = await openJobs(
    config,
    { database, events, queue, shared, handlers, load, observe: metrics.job, log },
    opened,
  );
  openEmbedding({ vectors, embeddings, jobs, events, log }, opened);
  const chat = openChat({ database, jobs, memory, models, budgets, log: replyLog, events, journal });

  const status = openStatus(
    config,
    {
      version,
      cache,
      database,
      queue,
      redis,
      cacheStore,
      memory,
      index: engine,
      models,
      embeddings,
      isWorking: () => worker.started,
      answerStats,
      openSubscriptions,
      requests: metrics.operations,
    },
    opened,
  );
  const property = userProperty({ ...chat, jobs, memory, replyLog, log });
  const accounts = await openAccounts(config, { database, journal, events, property, log }, opened);
  return {
    ...accounts,
    ...chat,
    jobs,
    memory,
    offeredModels: createOfferedModels({ models, contexts, prices: config.prices }),
    memoryUpkeep: createMemoryUpkeep({ jobs, audit: accounts.audit }),
    rates: openRates(config, { shared: counting }),
    status,
    storage,
    usage,
    database,
    metrics,
    load,
    cacheStore,
    sharedLevel,
    journal,
    work: () => worker.start(),
    async close({ jobsMs }) {
      await worker.close(jobsMs);
      await opened.close();
    },
  };
}
