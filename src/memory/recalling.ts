import { z } from 'zod';
import type { Language } from '../language/terms/analysis.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RecalledBy } from '../metrics/work-metrics.ts';
import { parseInput } from '../parse-input.ts';
import { recallFromDatabase } from './database-recall.ts';
import type { MemoryEngine } from './engine/memory-engine.ts';
import type { ExplainedHit } from './memory.ts';
import { memoryTag, namespaceName, recallQuery } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';
import type { Partitions } from './partitions/partitions.ts';
import type { Reading } from './reading.ts';
import { DEFAULT_NAMESPACE } from './store/default-namespace.ts';
import type { MemoryReadStore } from './store/memory-read-store.ts';
import type { QueryMeaning } from './vectors/query-meaning.ts';

/** The most hits that are looked at to find those that may be shown. */
const MOST_LOOKED_AT = 5_000;

/** What the engine brought back, as far as it may be shown. */
interface Shown {
  readonly found: ExplainedHit[];
  /** Whether the partition was there. */
  readonly isHeld: boolean;
  /** Whether looking further would bring nothing more. */
  readonly isAll: boolean;
}

const recallRequest = z.object({
  query: recallQuery,
  namespace: namespaceName,
  limit: z.number().int().min(1, 'takes 1 to 100').max(100, 'takes 1 to 100'),
  tag: memoryTag.nullish(),
});

/**
 * The part of the memory service that recalls: from the owner's partition, or from the record until that has been
 * loaded.
 */
export function createRecalling(deps: {
  engine: MemoryEngine;
  partitions: Pick<Partitions, 'answering'>;
  memories: MemoryReadStore;
  reading: Pick<Reading, 'byIds'>;
  /** The language of the engine. */
  language: Language;
  /** Left out: words alone bring memories back. */
  meaning: QueryMeaning | undefined;
  /** Told of each recall. Left out: nobody is. */
  observe?: Metrics['recall'] | undefined;
}): Pick<MemoryService, 'recall'> {
  const { engine, partitions, memories, reading, language, meaning, observe } = deps;
  return {
    async recall(owner, { query: rawQuery, namespace: rawNamespace = DEFAULT_NAMESPACE, isMessage, ...rest }) {
      const input = { query: rawQuery, namespace: rawNamespace, limit: rest.limit, tag: rest.tag };
      const { query, namespace, limit, tag } = parseInput(recallRequest, input);
      const began = performance.now();
      const recalled = (by: RecalledBy) => observe?.({ by, seconds: (performance.now() - began) / 1_000 });
      const fromRecord = () => {
        const request = { query, isMessage, filter: { namespace, tag }, limit, now: new Date() };
        return recallFromDatabase(memories, language, owner.id, request).finally(() => recalled('database'));
      };
      const answering = await partitions.answering(owner.id);
      if (answering === 'record') return fromRecord();
      if (answering === 'nothing') {
        recalled('words');
        return [];
      }
      const vector = await meaning?.of(query, owner.id);
      const options = { now: new Date(), meaning: vector, tag: tag ?? undefined, isMessage };
      const shown = async (most: number): Promise<Shown> => {
        const hits = engine.recall({ ownerId: owner.id, namespace }, query, { ...options, limit: most });
        // The partition may have made room for another one since it was asked for.
        const isHeld = engine.partition(owner.id) !== undefined;
        // Contents come from the database: an engine that is behind can name a memory that is gone, but not show it.
        const ids = hits.map(({ memoryId }) => memoryId);
        const memories = ids.length === 0 ? [] : await reading.byIds(owner, ids);
        const found = hits.flatMap(({ score, reasons, scoring }, index) => {
          const memory = memories[index];
          return memory ? [{ memory, score, reasons, scoring }] : [];
        });
        return { found, isHeld, isAll: hits.length < most || found.length === hits.length };
      };
      // While a document is read or let go, many of the best hits may be its parts, which nobody is shown.
      let asked = await shown(limit);
      for (let most = limit * 4; !asked.isAll && asked.found.length < limit && most <= MOST_LOOKED_AT; most *= 4) {
        asked = await shown(most);
      }
      if (!asked.isHeld) return fromRecord();
      recalled(vector ? 'vectors' : 'words');
      return asked.found.slice(0, limit);
    },
  };
}
