import { LRUCache } from 'lru-cache';
import { formatModelName } from '../../config/model-name.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { EmbeddingModel } from '../../models/embeddings.ts';
import { withDeadline } from '../../time/with-deadline.ts';
import { within } from '../../time/within.ts';
import type { MemoryVector } from './memory-vector.ts';
import { quantise } from './quantised-vector.ts';

/** The vectors of queries, as far as the embedding model makes them in time. */
export interface QueryMeaning {
  /**
   * Undefined when the model is too slow or down, or the owner has no tokens left: then recall uses words alone. Never
   * throws. Where several ask the same at once, the first one's tokens are used.
   */
  of(query: string, ownerId: string): Promise<MemoryVector | undefined>;
  close(): void;
}

/** A recall waits no longer than this for a vector. */
export const WAIT_MS = 300;
/**
 * A call goes on while nobody waits for it any more, since the same query mostly comes again; it ends after this time.
 */
const CALL_MS = 10_000;
/** The most calls under way at a time. When so many hang, the model is down, and recalls don't wait for it at all. */
const MOST_CALLS = 8;
const CACHE_BYTES = 4 * 1_024 * 1_024;

/**
 * Caches the vectors of queries, whoever asked them. A vector depends on the text and the model alone, and not on any
 * memory or owner, so it can't tell one owner anything of another's memories.
 */
export function createQueryMeaning({ model, log }: { model: EmbeddingModel; log: Logger }): QueryMeaning {
  const name = formatModelName(model.name);
  const closing = new AbortController();
  const known = new LRUCache<string, MemoryVector>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ numbers }, text) => 2 * text.length + numbers.length + 100,
  });
  const underway = new Map<string, Promise<MemoryVector | undefined>>();

  async function ask(query: string, ownerId: string): Promise<MemoryVector | undefined> {
    try {
      const payer = { ownerId, use: 'EMBEDDING' } as const;
      const [vector] = await withDeadline(CALL_MS, closing.signal, (signal) => model.embed([query], { signal, payer }));
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
    async of(query, ownerId) {
      const found = known.get(query);
      if (found) return found;
      let asked = underway.get(query);
      if (!asked) {
        if (underway.size >= MOST_CALLS) return undefined;
        asked = ask(query, ownerId).finally(() => underway.delete(query));
        underway.set(query, asked);
      }
      return within(WAIT_MS, asked, { late: () => undefined });
    },
    close: () => closing.abort(),
  };
}
