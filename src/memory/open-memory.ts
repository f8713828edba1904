import { join } from 'node:path';
import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { JobService } from '../jobs/job-service.ts';
import { loadLanguage } from '../language/terms/languages.ts';
import { openDerivedStore } from '../lmdb/open-derived-store.ts';
import type { OpenStores } from '../lmdb/open-stores.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Schedules } from '../time/schedules.ts';
import { createMemoryEngine } from './engine/lmdb-memory-engine.ts';
import type { MemoryEngine } from './engine/memory-engine.ts';
import { createMemoryService, type MemoryService } from './memory-service.ts';
import { startEmbeddingSweep } from './vectors/embedding-sweep.ts';
import { createQueryMeaning } from './vectors/query-meaning.ts';
import { createVectorStore, type VectorStore } from './vectors/vector-store.ts';

const BYTES_IN_MB = 1_024 * 1_024;

/** What memory hands to the other parts of the process. */
export interface OpenedMemory {
  readonly memory: MemoryService;
  /** For the status. */
  readonly engine: MemoryEngine;
  /** For the job that makes vectors. */
  readonly vectors: VectorStore;
}

/**
 * Opens the engine in the data directory, and the service on top of it. It is closed by `opened`.
 *
 * @param deps.embeddings undefined: memories are recalled by words alone
 * @param deps.stores is given the engine's LMDB environment. @default nobody is
 * @param deps.observe told of each recall, and of what becomes of partitions. @default nobody is
 * @throws {StartError} when the directory can't be written
 */
export async function openMemory(
  config: Pick<Config, 'dataDir' | 'memoryLanguage' | 'memoryDiskMb'>,
  deps: {
    database: Database;
    embeddings?: EmbeddingModel | undefined;
    events: EventBus;
    journal: ChangeJournal;
    stores?: OpenStores;
    observe?: Pick<Metrics, 'recall' | 'partition'>;
    schedules: Schedules;
    log: Logger;
  },
  opened: Closing,
): Promise<OpenedMemory> {
  const { database, embeddings, events, journal, schedules, stores, observe, log } = deps;
  const language = await loadLanguage(config.memoryLanguage);
  const engine = await openDerivedStore(join(config.dataDir, 'memory'), {
    create: (root) => createMemoryEngine({ root, language }),
    stores,
    log,
  });
  opened.defer(() => engine.close());
  const meaning = embeddings && createQueryMeaning({ model: embeddings, log });
  const memory = createMemoryService({
    database,
    engine,
    mostBytes: config.memoryDiskMb * BYTES_IN_MB,
    language,
    meaning,
    events,
    journal,
    schedules,
    observe,
    log,
  });
  opened.defer(() => memory.close());
  memory.start();
  return { memory, engine, vectors: createVectorStore(database) };
}

/** Starts to look for memories without a vector, each of whose owners gets a job. Does nothing without a model. */
export function openEmbedding(
  deps: {
    vectors: VectorStore;
    embeddings: EmbeddingModel | undefined;
    jobs: Pick<JobService, 'announce'>;
    events: EventBus;
    schedules: Schedules;
    log: Logger;
  },
  opened: Closing,
): void {
  const { vectors, embeddings, jobs, events, schedules, log } = deps;
  if (!embeddings) return;
  const sweep = startEmbeddingSweep({ vectors, model: embeddings, jobs, events, schedules, log });
  opened.defer(() => sweep.close());
}
