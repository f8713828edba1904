import { LRUCache } from 'lru-cache';

/** Answers kept for a while, so that many who ask at once cost one load. */
export interface Cache {
  /**
   * What is kept under the key, or what `load` brings, kept for `ttlMs`. Callers that come during a load share it,
   * its failure too; a failure isn't kept.
   */
  getOrLoad<T extends object>(key: CacheKey<T>, ttlMs: number, load: () => Promise<T>): Promise<T>;
  stats(): { readonly hits: number; readonly misses: number; readonly entries: number };
}

declare const valueType: unique symbol;

/** A key, which carries the type of what is kept under it. */
export type CacheKey<T extends object> = string & { readonly [valueType]?: T };

/** A cache in the process, bounded by the size of its values as JSON, plus a fixed cost for each. */
export function createCache({ maxBytes }: { maxBytes: number }): Cache {
  const kept = new LRUCache<string, object>({
    maxSize: maxBytes,
    sizeCalculation: (value) => ENTRY_COST + JSON.stringify(value).length,
  });
  const loading = new Map<string, Promise<object>>();
  let hits = 0;
  let misses = 0;

  async function loadInto<T extends object>(key: CacheKey<T>, ttlMs: number, load: () => Promise<T>): Promise<T> {
    try {
      const value = await load();
      kept.set(key, value, { ttl: ttlMs });
      return value;
    } finally {
      loading.delete(key);
    }
  }

  return {
    getOrLoad<T extends object>(key: CacheKey<T>, ttlMs: number, load: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      if (found) {
        hits++;
        // The key's type says what is kept under it.
        return Promise.resolve(found as T);
      }
      misses++;
      const underway = loading.get(key);
      if (underway) return underway as Promise<T>;
      const started = loadInto(key, ttlMs, load);
      loading.set(key, started);
      return started;
    },
    stats: () => ({ hits, misses, entries: kept.size }),
  };
}

const ENTRY_COST = 200;
