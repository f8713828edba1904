import { openAccounts } from './accounts/open-accounts.ts';
import type { Viewer } from './accounts/viewer.ts';
import { createCache } from './cache/cache.ts';
import { openChat } from './chat/open-chat.ts';
import { createReplyJob } from './chat/replies/reply-job.ts';
import { createBranchSummaryStore } from './chat/summary/branch-summary-store.ts';
import { createSummarizeBranchJob } from './chat/summary/summarize-branch-job.ts';
import { createSummarizeJob } from './chat/summary/summarize-job.ts';
import { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { type DatabaseSurroundings, openDatabase } from './database/open-database.ts';
import { withDatabase } from './database/with-database.ts';
import { LocalEventBus } from './events/local-event-bus.ts';
import type { Services } from './graphql/context.ts';
import { encodeGlobalId } from './graphql/global-id.ts';
import { createJobKinds, runnable } from './jobs/job-kind.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { createJobService } from './jobs/job-service.ts';
import { createJobStore } from './jobs/job-store.ts';
import { refillQueue, startJobSweep } from './jobs/job-sweep.ts';
import { createJobWork } from './jobs/job-work.ts';
import { subjectOf } from './language/fact-subject.ts';
import { createDrawJob } from './memory/facts/extract-facts-job.ts';
import { createPlanDrawing } from './memory/facts/plan-extraction.ts';
import type { MemoryService } from './memory/memory-service.ts';
import { createMemoryUpkeep } from './memory/upkeep/memory-upkeep.ts';
import { createCheckJob, createRebuildJob } from './memory/upkeep/upkeep-jobs.ts';
import { createEmbedJob } from './memory/vectors/embed-job.ts';
import { openEmbedding, openMemory } from './memory/open-memory.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createModelContexts } from './models/contexts/model-contexts.ts';
import { readFacts } from './models/local/facts/facts.ts';
import { openModels } from './models/open-models.ts';
import { openTransports } from './open-transports.ts';
import { openStatus } from './status/open-status.ts';

/** Everything that a process of Lex is made of, except for what it listens on. */
export interface App extends Services {
  /** The local user, as whom everybody is let in. */
  readonly viewer: Viewer;
  readonly database: Database;
  readonly metrics: Metrics;
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

/**
 * Opens memory for one piece of work while no server runs, after it has caught up with the database.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when the database can't be opened
 */
export async function withMemory<T>(
  config: Config,
  surroundings: DatabaseSurroundings,
  work: (memory: MemoryService) => Promise<T>,
): Promise<T> {
  const { log } = surroundings;
  return withDatabase(config, surroundings, async (database, opened) => {
    const events = new LocalEventBus();
    opened.defer(() => events.close());
    const { memory } = await openMemory(config, { database, events, log }, opened);
    return work(memory);
  });
}

async function open(config: Config, surroundings: AppSurroundings, opened: Closing): Promise<App> {
  const { log, version, openSubscriptions } = surroundings;
  const { models, embeddings } = openModels(config, { log });
  const { database } = await openDatabase(config, surroundings, opened);
  const transports = await openTransports(config, { database, log, opened });
  const { events, queue, replyLog, cacheStore, shared, redis } = transports;
  const cache = createCache({ maxBytes: config.cacheMaxBytes, store: cacheStore });
  const { memory, engine, vectors } = await openMemory(config, { database, embeddings, events, log }, opened);

  const contexts = createModelContexts({ database, contextTokens: config.contextTokens, log });
  const summaries = createBranchSummaryStore(database);
  const summarizeJob = createSummarizeJob({ database, models, contexts });
  const planDrawing = createPlanDrawing({ readFacts });
  const globalId = (id: string) => encodeGlobalId('Memory', id);
  const kinds = createJobKinds(
    runnable(createReplyJob({ database, models, contexts, memory, log: replyLog, events, planDrawing })),
    runnable(summarizeJob),
    runnable(createSummarizeBranchJob({ summaries, models, contexts })),
    runnable(createDrawJob({ database, models, contexts, memory, readFacts, subjectOf, globalId })),
    runnable(createEmbedJob({ vectors, model: embeddings, changed: () => memory.changed() })),
    runnable(createRebuildJob(memory)),
    runnable(createCheckJob({ memory, globalId })),
  );
  const store = createJobStore({ database, events });
  const jobs = createJobService({ database, store, kinds, queue, events, log });
  openEmbedding({ vectors, embeddings, jobs, events, log }, opened);
  const chat = openChat({ database, jobs, memory, models, log: replyLog, events, summarizeJob });

  const metrics = createMetrics({ version, status: () => status.current(), connections: () => database.connections() });
  const runner = createJobRunner({ store, kinds, queue, events, observe: metrics.job, log });
  const work = createJobWork({ queue, runner, concurrency: config.workerConcurrency });
  if (!shared) {
    const refilled = await refillQueue({ store, queue });
    if (refilled > 0) log.info({ jobs: refilled }, 'jobs of an earlier process go on');
  }
  const sweep = startJobSweep({ store, queue, log });
  opened.defer(() => sweep.close());

  const status = openStatus(
    config,
    {
      ...{ version, cache, database, queue, redis, cacheStore, memory, index: engine, models, embeddings },
      isWorking: () => work.started,
      openSubscriptions,
    },
    opened,
  );
  const { accounts, viewer } = await openAccounts(database);

  return {
    accounts,
    ...chat,
    jobs,
    memory,
    memoryUpkeep: createMemoryUpkeep({ database, jobs }),
    status,
    viewer,
    database,
    metrics,
    work: () => work.start(),
    async close({ jobsMs }) {
      await work.close(jobsMs);
      await opened.close();
    },
  };
}
