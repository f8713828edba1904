import { LRUCache } from 'lru-cache';
import type { ZodType } from 'zod';
import type { CacheStore } from './cache-store.ts';

/** Answers kept for a while, so that many who ask at once cost one load. */
export interface Cache {
  /**
   * What this process keeps under the key, or what `load` brings, kept for `ttlMs`. Callers that come during a load
   * share it, its failure too; a failure isn't kept.
   */
  getOrLoad<T extends object>(key: CacheKey<T>, ttlMs: number, load: () => Promise<T>): Promise<T>;
  /**
   * The same for what is true for every process on the same database: one that lacks it takes what another has loaded,
   * and none keeps it for longer than `ttlMs` after that. Processes that lack it at the same moment load it each.
   * Where there is nothing that they share, it is {@link Cache.getOrLoad}.
   */
  getOrLoadShared<T extends object>(key: CacheKey<T>, kind: SharedKind<T>, load: () => Promise<T>): Promise<T>;
  /** Lookups since the start, and what this process keeps now. What another process had loaded is a hit. */
  stats(): { readonly hits: number; readonly misses: number; readonly entries: number };
}

declare const valueType: unique symbol;

/** A key, which carries the type of what is kept under it. */
export type CacheKey<T extends object> = string & { readonly [valueType]?: T };

/** How something is shared between processes. */
export interface SharedKind<T extends object> {
  readonly ttlMs: number;
  /** Reads its JSON. What it refuses, from another version of Lex for one, is loaded anew. */
  readonly schema: ZodType<T>;
}

interface Found<T extends object> {
  readonly value: T;
  readonly loaded: boolean;
}

/**
 * A cache in the process, bounded by the size of its values as JSON, plus a fixed cost for each; and before anything
 * shared is loaded, a look into the store, where there is one.
 */
export function createCache({ maxBytes, store }: { maxBytes: number; store?: CacheStore | undefined }): Cache {
  const kept = new LRUCache<string, object>({
    maxSize: maxBytes,
    sizeCalculation: (value) => ENTRY_COST + JSON.stringify(value).length,
  });
  const underway = new Map<string, Promise<Found<object>>>();
  let hits = 0;
  let misses = 0;

  async function lookUp<T extends object>(key: CacheKey<T>, find: () => Promise<Found<T>>): Promise<T> {
    const near = kept.get(key);
    if (near) {
      hits++;
      // The key's type says what is kept under it.
      return near as T;
    }
    let finding = underway.get(key) as Promise<Found<T>> | undefined;
    if (!finding) {
      finding = find().finally(() => underway.delete(key));
      underway.set(key, finding);
    }
    let loaded = true;
    try {
      const found = await finding;
      loaded = found.loaded;
      return found.value;
    } finally {
      if (loaded) misses++;
      else hits++;
    }
  }

  return {
    getOrLoad: (key, ttlMs, load) =>
      lookUp(key, async () => {
        const value = await load();
        kept.set(key, value, { ttl: ttlMs });
        return { value, loaded: true };
      }),
    getOrLoadShared(key, { ttlMs, schema }, load) {
      // Of what is the process's own, nothing may be taken for it.
      const nearKey: typeof key = `shared:${key}`;
      return lookUp(nearKey, async () => {
        const stored = await store?.get(key);
        const known = stored && readJson(stored.text, schema);
        if (known) {
          kept.set(nearKey, known, { ttl: Math.min(stored.leftMs, ttlMs) });
          return { value: known, loaded: false };
        }
        const value = await load();
        // First here, so that it ends here first.
        kept.set(nearKey, value, { ttl: ttlMs });
        await store?.set(key, JSON.stringify(value), ttlMs);
        return { value, loaded: true };
      });
    },
    stats: () => ({ hits, misses, entries: kept.size }),
  };
}

const ENTRY_COST = 200;

/** Undefined when the text isn't JSON, or not of this kind. */
function readJson<T extends object>(text: string, schema: ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
