import type { Closing } from '../closing.ts';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import type { Logger } from '../log.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Models } from '../models/models.ts';
import { createExtractFactsHandler } from './facts/extract-facts-handler.ts';
import { createExtractionStore } from './facts/extraction-store.ts';
import { planExtraction } from './facts/plan-extraction.ts';
import type { MemoryService } from './memory-service.ts';
import { createCheckMemoryHandler } from './upkeep/check-memory-handler.ts';
import { createGiveMemoryOrder } from './upkeep/give-orders.ts';
import type { MemoryProcesses } from './upkeep/memory-orders.ts';
import { createRebuildMemoryHandler } from './upkeep/rebuild-memory-handler.ts';
import { takeMemoryOrders } from './upkeep/take-orders.ts';
import { createEmbedHandler } from './vectors/embed-handler.ts';
import type { VectorStore } from './vectors/vector-store.ts';

type MemoryKind = 'DRAW_MEMORIES' | 'EMBED_MEMORIES' | 'REBUILD_MEMORY' | 'CHECK_MEMORY';

/** What memory has done in the background. */
interface MemoryJobs {
  readonly handlers: HandlersOf<MemoryKind>;
  /** Decides whether a message that was answered is worth a job that extracts facts. */
  readonly planExtraction: typeof planExtraction;
}

/**
 * Makes the work of memory's jobs. Where it is about the partitions of another process, that is given the order: this
 * one takes such orders from now on, until `opened` closes.
 */
export function openMemoryJobs(
  deps: {
    database: Database;
    events: EventBus;
    models: Models;
    contexts: ModelContexts;
    embeddings: EmbeddingModel | undefined;
    memory: MemoryService;
    vectors: VectorStore;
    liveProcesses: MemoryProcesses;
    logger: Logger;
  },
  opened: Closing,
): MemoryJobs {
  const { database, events, models, contexts, embeddings, memory, vectors, liveProcesses: processes, logger } = deps;
  const taking = takeMemoryOrders({ memory, processId: processes.own.id, events, log: logger });
  opened.defer(() => taking.close());
  const giveOrder = createGiveMemoryOrder({ events, processes });
  const messages = createExtractionStore(database);
  const handlers = {
    DRAW_MEMORIES: createExtractFactsHandler({ messages, models, contexts, memory }),
    EMBED_MEMORIES: createEmbedHandler({ vectors, model: embeddings, memory }),
    REBUILD_MEMORY: createRebuildMemoryHandler({ giveOrder }),
    CHECK_MEMORY: createCheckMemoryHandler({ giveOrder }),
  };
  return { handlers, planExtraction };
}
