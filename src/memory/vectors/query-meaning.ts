import { LRUCache } from 'lru-cache';
import { formatModelName } from '../../config/model-name.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { EmbeddingModel } from '../../models/embeddings.ts';
import { withDeadline } from '../../time/with-deadline.ts';
import { within } from '../../time/within.ts';
import type { MemoryVector } from './memory-vector.ts';
import { quantise } from './quantised-vector.ts';

/** What queries mean, as far as it can be told in time. */
export interface QueryMeaning {
  /** Undefined when the model is too slow or down: then words alone have to do. Never throws. */
  of(query: string): Promise<MemoryVector | undefined>;
  close(): void;
}

/** A recall waits no longer. */
export const WAIT_MS = 300;
/** A call goes on after nobody waits for it any more, since the same query mostly comes again, and ends then. */
const CALL_MS = 10_000;
/** Calls under way at a time. When so many hang, the model is down, and recalls don't wait for it at all. */
const MOST_CALLS = 8;
const CACHE_BYTES = 4 * 1_024 * 1_024;

/**
 * Keeps vectors of queries, whoever asked them: a vector follows from the text and the model alone, and nothing of a
 * memory or an owner is in it, so that it can't tell one owner anything of another's memories.
 */
export function createQueryMeaning({ model, log }: { model: EmbeddingModel; log: Logger }): QueryMeaning {
  const name = formatModelName(model.name);
  const closing = new AbortController();
  const known = new LRUCache<string, MemoryVector>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ numbers }, text) => 2 * text.length + numbers.length + 100,
  });
  const underway = new Map<string, Promise<MemoryVector | undefined>>();

  async function ask(query: string): Promise<MemoryVector | undefined> {
    try {
      const [vector] = await withDeadline(CALL_MS, closing.signal, (signal) => model.embed([query], { signal }));
      if (!vector) return undefined;
      const meaning = { model: name, ...quantise(vector) };
      known.set(query, meaning);
      return meaning;
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'a query could not be given a vector');
      return undefined;
    }
  }

  return {
    async of(query) {
      const found = known.get(query);
      if (found) return found;
      let asked = underway.get(query);
      if (!asked) {
        if (underway.size >= MOST_CALLS) return undefined;
        asked = ask(query).finally(() => underway.delete(query));
        underway.set(query, asked);
      }
      return within(WAIT_MS, asked, { late: () => undefined });
    },
    close: () => closing.abort(),
  };
}
