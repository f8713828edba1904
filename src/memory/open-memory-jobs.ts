import type { Database } from '../database/database.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Models } from '../models/models.ts';
import { createExtractFactsHandler } from './facts/extract-facts-handler.ts';
import { createExtractionStore } from './facts/extraction-store.ts';
import { planExtraction } from './facts/plan-extraction.ts';
import type { MemoryService } from './memory-service.ts';
import { createCheckMemoryHandler } from './upkeep/check-memory-handler.ts';
import { createRebuildMemoryHandler } from './upkeep/rebuild-memory-handler.ts';
import { createEmbedHandler } from './vectors/embed-handler.ts';
import { createVectorStore } from './vectors/vector-store.ts';

type MemoryKind = 'DRAW_MEMORIES' | 'EMBED_MEMORIES' | 'REBUILD_MEMORY' | 'CHECK_MEMORY';

/** What memory has done in the background. */
interface MemoryJobs {
  readonly handlers: HandlersOf<MemoryKind>;
  /** Decides whether a message that was answered is worth a job that extracts facts. */
  readonly planExtraction: typeof planExtraction;
}

export function openMemoryJobs(deps: {
  database: Database;
  models: Models;
  contexts: ModelContexts;
  embeddings: EmbeddingModel | undefined;
  memory: MemoryService;
}): MemoryJobs {
  const { database, models, contexts, embeddings, memory } = deps;
  const messages = createExtractionStore(database);
  const vectors = createVectorStore(database);
  const handlers = {
    DRAW_MEMORIES: createExtractFactsHandler({ messages, models, contexts, memory }),
    EMBED_MEMORIES: createEmbedHandler({ vectors, model: embeddings, memory }),
    REBUILD_MEMORY: createRebuildMemoryHandler({ memory }),
    CHECK_MEMORY: createCheckMemoryHandler({ memory }),
  };
  return { handlers, planExtraction };
}
