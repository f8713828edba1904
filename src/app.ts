import type { Authenticate } from './accounts/authenticate.ts';
import type { MachineService } from './accounts/machine/machine-service.ts';
import { noteOfMachine, openAccounts } from './accounts/open-accounts.ts';
import type { Viewer } from './accounts/viewer.ts';
import { type BackupService, createBackupService } from './backup/backup-service.ts';
import { createCache } from './cache/cache.ts';
import type { CacheCounters } from './cache/cache-counters.ts';
import { cacheShares } from './cache/cache-shares.ts';
import type { CacheStore } from './cache/cache-store.ts';
import type { ChangeJournal } from './cache/change-journal.ts';
import type { SharedLevel } from './cache/shared/shared-level.ts';
import { createAnnounceConversation } from './chat/announce-conversation.ts';
import { createAttachmentService } from './chat/attachments/attachment-service.ts';
import { openChat } from './chat/open-chat.ts';
import { openChatJobs } from './chat/open-chat-jobs.ts';
import { openSearch } from './chat/open-search.ts';
import { openVoice } from './chat/open-voice.ts';
import { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import type { DatabaseSurroundings } from './database/open-database.ts';
import { openDocumentJobs, openDocuments } from './documents/open-documents.ts';
import { showExport } from './exporting/export-result.ts';
import { createExportService } from './exporting/export-service.ts';
import { openExportJobs } from './exporting/open-exporting.ts';
import { openFiles } from './files/open-files.ts';
import type { Services } from './graphql/context.ts';
import { showImport } from './importing/import-result.ts';
import { openImportJobs, openImports } from './importing/open-importing.ts';
import { openUserJobs } from './jobs/admin/user-job-service.ts';
import type { AllHandlers } from './jobs/job-kind.ts';
import { openJobs } from './jobs/open-jobs.ts';
import type { Load } from './load/load.ts';
import { openEmbedding, openMemory } from './memory/open-memory.ts';
import { openMemoryJobs } from './memory/open-memory-jobs.ts';
import { createMemoryUpkeep } from './memory/upkeep/memory-upkeep.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createModelContexts } from './models/contexts/model-contexts.ts';
import { createOfferedModels } from './models/offered-models.ts';
import { openMechanisms } from './open-mechanisms.ts';
import { createOpenAiService, type OpenAiService } from './openai/openai-service.ts';
import { createLiveProcesses } from './processes/live-processes.ts';
import { openProcesses, type Processes } from './processes/open-processes.ts';
import { ownCard } from './processes/own-card.ts';
import type { LaneView } from './queue/lane-view.ts';
import { openRates } from './rates/open-rates.ts';
import { openStatus } from './status/open-status.ts';
import type { Tracer } from './tracing/span.ts';
import { openUsage } from './usage/open-usage.ts';
import { userProperty } from './user-property.ts';

/** Everything that a process of Lex is made of, except for what it listens on. */
export interface App extends Services {
  /** Carries out what whoever runs the server orders. */
  readonly machine: MachineService;
  /** What this process tells of itself to whoever runs it. */
  readonly processes: Processes;
  readonly backups: BackupService;
  /** What is asked in OpenAI's API. */
  readonly openai: OpenAiService;
  /** The door. */
  readonly authenticate: Authenticate;
  /** The local user, as whom everybody is let in where nobody is asked. */
  readonly viewer: Viewer;
  readonly database: Database;
  /** What is in the queue. */
  readonly lanes: readonly LaneView[];
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
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
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

/** Opens the work of all kinds of jobs. */
function openHandlers(
  config: Config,
  deps: Omit<Parameters<typeof openChatJobs>[0], 'planExtraction'> &
    Parameters<typeof openMemoryJobs>[0] &
    Parameters<typeof openDocumentJobs>[1] &
    Omit<Parameters<typeof openImportJobs>[0], 'announceConversation'>,
  opened: Closing,
): AllHandlers {
  const { handlers, planExtraction } = openMemoryJobs(deps, opened);
  return {
    ...openChatJobs({ ...deps, planExtraction }),
    ...handlers,
    ...openDocumentJobs(config, deps),
    ...openExportJobs(deps),
    ...openImportJobs({ ...deps, announceConversation: createAnnounceConversation(deps) }),
  };
}

/** What packs all that a user has, and takes in what was packed elsewhere. */
function openArchives(deps: Parameters<typeof openImports>[0]): Pick<Services, 'exports' | 'imports' | 'showResult'> {
  return {
    exports: createExportService(deps),
    imports: openImports(deps),
    showResult({ kind, result }) {
      if (kind === 'EXPORT_DATA') return showExport(result, deps.files);
      return kind === 'IMPORT_CONVERSATIONS' ? showImport(result) : result;
    },
  };
}

/** What administrators do with jobs of others and with the index. */
function openAdministration(
  deps: Parameters<typeof openUserJobs>[0] & Parameters<typeof createMemoryUpkeep>[0],
): Pick<Services, 'memoryUpkeep' | 'userJobs'> {
  return { memoryUpkeep: createMemoryUpkeep(deps), userJobs: openUserJobs(deps) };
}

function openBackups(
  config: Config,
  surroundings: Pick<Parameters<typeof createBackupService>[0], 'database' | 'version' | 'holdFiles'> & {
    readonly database: Database;
  },
): BackupService {
  const { database } = surroundings;
  return createBackupService({
    ...surroundings,
    dataDir: config.databaseUrl ? undefined : config.dataDir,
    onBegin: () => noteOfMachine(database, 'BACKUP_BEGUN', config),
  });
}

async function open(config: Config, surroundings: AppSurroundings, opened: Closing): Promise<App> {
  const { log, version, packageRoot, answerStats, openSubscriptions, tracer } = surroundings;
  const mechanisms = await openMechanisms(config, surroundings, opened, () => ({ status, oldestWaitMs }));
  const { database, metrics, load, schedules, unmetered, queue } = mechanisms;
  const { events, replyLog, cacheStore, sharedLevel, journal, redis, counting } = mechanisms;
  const cache = createCache({ maxBytes: cacheShares(config.cacheMaxBytes).values, store: cacheStore });
  const { files, signingKey, holdBytes: holdFiles } = await openFiles(config, { database, schedules, log }, opened);
  const contexts = createModelContexts({ database, contextTokens: config.contextTokens, log });
  const counted = openUsage(config, { ...mechanisms, ...unmetered, contexts, observe: metrics.tokens, log }, opened);
  const { budgets, usage, storage, models, embeddings } = counted;
  const voice = openVoice(config, { ...counted, database, files, log }, opened);
  const remembering = { ...mechanisms, embeddings, observe: metrics, log };
  const { memory, engine, vectors } = await openMemory(config, remembering, opened);
  const searched = await openSearch(config, { database, schedules, log }, opened);
  const attachments = createAttachmentService({ database, files, storage, limits: config.attachments });
  const answering = { database, attachments, models, contexts, memory, log: replyLog, events, journal, files };
  const card = ownCard(config, version);
  const liveProcesses = createLiveProcesses(card, counting);
  const working = { ...searched, voice, embeddings, vectors, storage, liveProcesses };
  const handlers = openHandlers(config, { ...answering, ...working, observe: metrics, logger: log }, opened);
  const observing = { observe: metrics.job, observeWait: metrics.jobWait, tracer, log };
  const { jobs, worker, oldestWaitMs } = await openJobs(config, { ...mechanisms, handlers, ...observing }, opened);
  openEmbedding({ vectors, embeddings, jobs, events, schedules, log }, opened);
  const documents = openDocuments(config, { ...mechanisms, files, signingKey, memory, jobs, storage, log }, opened);
  const chat = openChat({ ...answering, ...searched, jobs, budgets, voice: voice.voice });

  const looked = { version, cache, database, queue, redis, cacheStore, memory, index: engine, models, embeddings };
  const answered = { answerStats, openSubscriptions, requests: metrics.operations };
  const status = openStatus(config, { ...looked, ...answered, isWorking: () => worker.started }, opened);
  const processes = openProcesses({ card, packageRoot, database, status, shared: counting, log }, opened);
  const property = userProperty({ ...chat, jobs, memory, replyLog, log });
  const accounts = await openAccounts(config, { database, journal, events, property, schedules, log }, opened);
  return {
    ...accounts,
    ...chat,
    processes,
    backups: openBackups(config, { database, version, holdFiles }),
    documents,
    files,
    ...openArchives({ files, jobs, signingKey }),
    jobs,
    memory,
    openai: createOpenAiService({ ...chat, models, contexts, embeddings, memory, storage }),
    offeredModels: createOfferedModels({ models, contexts, prices: config.prices }),
    ...openAdministration({ database, jobs, audit: accounts.audit, processId: card.id }),
    rates: openRates(config, { shared: counting }),
    schedules,
    status,
    storage,
    usage,
    database,
    lanes: queue.lanes,
    metrics,
    load,
    cacheStore,
    sharedLevel,
    journal,
    work: () => worker.start(),
    async close({ jobsMs }) {
      await metrics.close();
      await worker.close(jobsMs);
      await opened.close();
    },
  };
}
