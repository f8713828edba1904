import { join } from 'node:path';
import { createAccountService } from './accounts/account-service.ts';
import { ensureLocalViewer } from './accounts/local-viewer.ts';
import type { Viewer } from './accounts/viewer.ts';
import { createCache } from './cache/cache.ts';
import { createChatService } from './chat/create-chat-service.ts';
import { openChatJobs } from './chat/open-chat-jobs.ts';
import { createExchangeStore } from './chat/replies/turns/turn-store.ts';
import { Closing } from './closing.ts';
import { type Config, formatModelName } from './config/config.ts';
import { takeDataDirectory } from './database/data-directory.ts';
import type { Database } from './database/database.ts';
import { type MigrationPolicy, openDatabase } from './database/open-database.ts';
import { LocalEventBus } from './events/local-event-bus.ts';
import type { Services } from './graphql/context.ts';
import type { Job } from './jobs/job.ts';
import { openJobs } from './jobs/open-jobs.ts';
import { openDerivedStore } from './lmdb/open-derived-store.ts';
import type { Logger } from './log.ts';
import { createRebuildableEngine } from './memory/engine/rebuildable-engine.ts';
import { createMemoryService, type MemoryService } from './memory/memory-service.ts';
import { openMemoryJobs } from './memory/open-memory-jobs.ts';
import { loadLanguage } from './memory/text/languages.ts';
import { createMemoryUpkeep } from './memory/upkeep/memory-upkeep.ts';
import { startEmbeddingSweep } from './memory/vectors/embedding-sweep.ts';
import { createQueryMeaning } from './memory/vectors/query-meaning.ts';
import { createVectorStore } from './memory/vectors/vector-store.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createModelContexts } from './models/contexts/model-contexts.ts';
import { defaultModelWarning } from './models/default-model-warning.ts';
import { createEmbeddingModel } from './models/embeddings.ts';
import { createModels } from './models/models.ts';
import { openCarriers } from './open-transports.ts';
import { createStatusService } from './status/status-service.ts';

/** Everything that a process of Lex is made of, but for what it listens on. */
export interface App extends Services {
  /** Who calls, where nobody has to say so. */
  readonly viewer: Viewer;
  readonly database: Database;
  readonly metrics: Metrics;
  /** Starts to run jobs. */
  work(): Promise<void>;
  /**
   * Ends it in order: jobs that run may finish for so long, and are then handed back to be run later; then what they
   * stand on is closed.
   */
  close(options: { readonly jobsMs: number }): Promise<void>;
}

export interface AppSurroundings {
  readonly log: Logger;
  readonly version: string;
  /** Where the package lies: its migrations are read from there. */
  readonly packageRoot: string;
  /** Subscriptions that clients have open, for the status. */
  readonly openSubscriptions: () => number;
  /** Called when the process may not go on, with the reason. */
  readonly onLost: (reason: string) => void;
}

const MODEL_PROBE_TTL_MS = 60_000;

/**
 * Builds a process from its configuration: connections first, then services; on failure what was opened is closed.
 *
 * @throws {StartError} when a part can't be opened, for a reason that the operator can mend
 */
export async function createApp(config: Config, surroundings: AppSurroundings): Promise<App> {
  const { log } = surroundings;
  const opened = new Closing();
  try {
    return await build(config, surroundings, opened);
  } catch (error) {
    await opened.close().catch((reason: unknown) => log.error({ err: reason }, 'closing after a failed start failed'));
    throw error;
  }
}

/** Takes the data directory, opens the record, applies what migrations it lacks, and lets go again. */
export async function migrate(config: Config, surroundings: AppSurroundings): Promise<readonly string[]> {
  const opened = new Closing();
  try {
    return (await openRecord(config, surroundings, 'apply', opened)).applied;
  } finally {
    await opened.close();
  }
}

/**
 * Opens the record by itself, for work on it while no server runs.
 *
 * @throws {DirectoryInUseError} when one does @throws {StartError}
 */
export async function withRecord<T>(
  config: Config,
  surroundings: AppSurroundings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const opened = new Closing();
  try {
    const policy = config.databaseUrl ? 'require' : 'apply';
    return await work((await openRecord(config, surroundings, policy, opened)).database);
  } finally {
    await opened.close();
  }
}

async function openRecord(
  config: Config,
  { log, packageRoot, onLost }: AppSurroundings,
  migrations: MigrationPolicy,
  opened: Closing,
) {
  const directory = await takeDataDirectory(config.dataDir);
  opened.defer(() => directory.release());
  const migrationsDirectory = join(packageRoot, 'prisma', 'migrations');
  const record = await openDatabase(config, { directory, migrationsDirectory, migrations, log, onLost });
  opened.defer(() => record.database.close());
  return record;
}

/** The engine of memory, and the language that it takes words apart by. */
async function openEngine(config: Config, log: Logger, opened: Closing) {
  const language = await loadLanguage(config.memoryLanguage);
  const engine = await openDerivedStore(join(config.dataDir, 'memory'), {
    create: (root) => createRebuildableEngine({ root, language }),
    log,
  });
  opened.defer(() => engine.close());
  return { engine, language };
}

/**
 * Opens memory by itself, brought up to the record, for work on it while no server runs.
 *
 * @throws {DirectoryInUseError} when one does @throws {StartError}
 */
export async function withMemory<T>(
  config: Config,
  surroundings: AppSurroundings,
  work: (memory: MemoryService) => Promise<T>,
): Promise<T> {
  const { log } = surroundings;
  const opened = new Closing();
  try {
    const { database } = await openRecord(config, surroundings, config.databaseUrl ? 'require' : 'apply', opened);
    const events = new LocalEventBus();
    opened.defer(() => events.close());
    const memory = createMemoryService({ database, ...(await openEngine(config, log, opened)), events, log });
    opened.defer(() => memory.close());
    await memory.start();
    return await work(memory);
  } finally {
    await opened.close();
  }
}

async function build(config: Config, surroundings: AppSurroundings, opened: Closing): Promise<App> {
  const { log, version } = surroundings;
  const { providers, embeddingModel } = config;
  const models = createModels({ providers, defaultModel: config.model, silence: config.modelSilence, log });
  const warning = defaultModelWarning(config);
  if (warning !== undefined) log.warn(warning);
  const embeddings = embeddingModel && createEmbeddingModel(embeddingModel, { providers, log });
  const { database } = await openRecord(config, surroundings, config.databaseUrl ? 'require' : 'apply', opened);
  const carriers = await openCarriers(config, { database, log, opened });
  const { events, queue, replyLog, cacheStore, shared, redis } = carriers;
  const cache = createCache({ maxBytes: config.cacheMaxBytes, store: cacheStore });
  const { engine, language } = await openEngine(config, log, opened);
  const meaning = embeddings && createQueryMeaning({ model: embeddings, log });
  const memory = createMemoryService({ database, engine, language, meaning, events, log });
  opened.defer(() => memory.close());
  await memory.start();

  const contexts = createModelContexts({ database, contextTokens: config.contextTokens, log });
  const metrics = createMetrics({ version, status: () => status.current(), connections: () => database.connections() });
  const memoryJobs = openMemoryJobs({ database, models, contexts, embeddings, memory });
  const { planExtraction } = memoryJobs;
  const chatHandlers = openChatJobs({ database, models, contexts, memory, log: replyLog, events, planExtraction });
  const handlers = { ...chatHandlers, ...memoryJobs.handlers };
  const { jobs, worker } = await openJobs(
    config,
    { database, events, queue, shared, handlers, observe: metrics.job, log },
    opened,
  );
  if (embeddings) {
    const vectors = createVectorStore(database);
    const announce = (job: Job) => jobs.announce(job);
    const embedding = startEmbeddingSweep({ vectors, model: embeddings, events, announce, log });
    opened.defer(() => embedding.close());
  }
  const chat = createChatService({
    database,
    exchanges: createExchangeStore(database),
    jobs,
    memory,
    models,
    log: replyLog,
    events,
  });

  const status = createStatusService({
    version,
    mode: config.databaseUrl ? 'SCALED' : 'EMBEDDED',
    model: formatModelName(models.default),
    components: [
      { name: 'database', needed: true, ttlMs: 1_000, probe: () => database.probe() },
      { name: 'cache', needed: false, ttlMs: 1_000, probe: async () => cacheStore?.probe() },
      { name: 'queue', needed: !shared, ttlMs: 1_000, probe: () => queue.counts().then(() => undefined) },
      ...(redis ? [{ name: 'redis', needed: false, ttlMs: 1_000, probe: () => redis.probe() }] : []),
      { name: 'memory', needed: true, ttlMs: 1_000, probe: () => memory.probe() },
      {
        name: 'model',
        needed: false,
        ttlMs: MODEL_PROBE_TTL_MS,
        probe: (signal) => models.resolve(undefined).probe({ signal }),
      },
      ...(embeddings
        ? [
            {
              name: 'embeddings',
              needed: false,
              ttlMs: MODEL_PROBE_TTL_MS,
              probe: (signal: AbortSignal) => embeddings.probe({ signal }),
            },
          ]
        : []),
    ],
    cache,
    database,
    queue,
    workers: async () => {
      const own = worker.started ? 1 : 0;
      // Not every Redis that is rented tells who is connected.
      return redis ? redis.countWorkers().catch(() => own) : own;
    },
    memory: engine,
    openSubscriptions: surroundings.openSubscriptions,
  });
  opened.defer(() => status.close());
  const viewer = await ensureLocalViewer(database);

  return {
    accounts: createAccountService(database),
    chat,
    jobs,
    memory,
    memoryUpkeep: createMemoryUpkeep({ jobs }),
    status,
    viewer,
    database,
    metrics,
    work: () => worker.start(),
    async close({ jobsMs }) {
      await worker.close(jobsMs);
      await opened.close();
    },
  };
}
