import { z } from 'zod';
import type { Metrics } from '../metrics/metrics.ts';
import type { RecalledBy } from '../metrics/work-metrics.ts';
import { parseInput } from '../parse-input.ts';
import { recallFromDatabase } from './database-recall.ts';
import type { MemoryEngine } from './engine/memory-engine.ts';
import { memoryTag, namespaceName, recallQuery } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';
import type { Reading } from './reading.ts';
import { DEFAULT_NAMESPACE } from './store/default-namespace.ts';
import type { MemoryReadStore } from './store/memory-read-store.ts';
import type { Language } from './text/analysis.ts';
import type { MemoryProjection } from './upkeep/memory-projection.ts';
import type { QueryMeaning } from './vectors/query-meaning.ts';

const recallRequest = z.object({
  query: recallQuery,
  namespace: namespaceName,
  limit: z.number().int().min(1, 'takes 1 to 100').max(100, 'takes 1 to 100'),
  tag: memoryTag.nullish(),
});

/**
 * The part of the memory service that recalls: from the engine, or from the database until the engine has caught up.
 */
export function createRecalling(deps: {
  engine: MemoryEngine;
  projection: Pick<MemoryProjection, 'hasCaughtUp'>;
  memories: MemoryReadStore;
  reading: Pick<Reading, 'byIds'>;
  /** The language of the engine. */
  language: Language;
  /** Left out: words alone bring memories back. */
  meaning: QueryMeaning | undefined;
  /** Told of each recall. Left out: nobody is. */
  observe?: Metrics['recall'] | undefined;
}): Pick<MemoryService, 'recall'> {
  const { engine, projection, memories, reading, language, meaning, observe } = deps;
  return {
    async recall(owner, { query: rawQuery, namespace: rawNamespace = DEFAULT_NAMESPACE, isMessage, ...rest }) {
      const input = { query: rawQuery, namespace: rawNamespace, limit: rest.limit, tag: rest.tag };
      const { query, namespace, limit, tag } = parseInput(recallRequest, input);
      const began = performance.now();
      const recalled = (by: RecalledBy) => observe?.({ by, seconds: (performance.now() - began) / 1_000 });
      if (!projection.hasCaughtUp) {
        const request = { query, isMessage, filter: { namespace, tag }, limit, now: new Date() };
        return recallFromDatabase(memories, language, owner.id, request).finally(() => recalled('database'));
      }
      const vector = await meaning?.of(query, owner.id);
      const options = { limit, now: new Date(), meaning: vector, tag: tag ?? undefined, isMessage };
      const hits = engine.recall({ ownerId: owner.id, namespace }, query, options);
      // Contents come from the database: an engine that is behind can name a memory that is gone, but not show it.
      const ids = hits.map(({ memoryId }) => memoryId);
      const found = ids.length === 0 ? [] : await reading.byIds(owner, ids);
      recalled(vector ? 'vectors' : 'words');
      return hits.flatMap(({ score, reasons, scoring }, index) => {
        const memory = found[index];
        return memory ? [{ memory, score, reasons, scoring }] : [];
      });
    },
  };
}
