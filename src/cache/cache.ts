import { LRUCache } from 'lru-cache';
import type { ZodType } from 'zod';
import { type CacheCounters, createCacheCounters } from './cache-counters.ts';
import type { CacheStore } from './cache-store.ts';

/** Stores values for a while, so that many callers cost one load. */
export interface Cache {
  /**
   * Returns the value that this process has under the key. When there is none, it calls `load`, and stores the value
   * for `ttlMs`.
   *
   * Callers that come during a load share it, and its failure. A failure isn't stored.
   */
  getOrLoad<T extends object>(key: CacheKey<T>, ttlMs: number, load: () => Promise<T>): Promise<T>;
  /**
   * The same for a value that is true for every process on the same database: a process that lacks the value takes it
   * from the store, where another process may have put it. No process uses it for longer than its `ttlMs` after it was
   * loaded. Several processes that lack it at the same moment each load it.
   *
   * Without a store this is {@link Cache.getOrLoad}.
   */
  getOrLoadShared<T extends object>(key: CacheKey<T>, kind: SharedKind<T>, load: () => Promise<T>): Promise<T>;
  /** Counts lookups since the start, and entries now. */
  stats(): Readonly<CacheCounters>;
}

declare const valueType: unique symbol;

/** A key, which carries the type of its value. */
export type CacheKey<T extends object> = string & { readonly [valueType]?: T };

/** How a value is shared between processes. */
export interface SharedKind<T extends object> {
  readonly ttlMs: number;
  /** Checks the stored JSON. A value that it refuses, such as one of another version of Lex, is loaded again. */
  readonly schema: ZodType<T>;
}

interface Found<T extends object> {
  readonly value: T;
  readonly loaded: boolean;
}

/**
 * Creates a cache in this process. `maxBytes` bounds the length of its values as JSON, plus a fixed cost for each.
 *
 * @param options.store is asked for shared values before they are loaded; undefined where there is only one process
 */
export function createCache({ maxBytes, store }: { maxBytes: number; store?: CacheStore | undefined }): Cache {
  const entries = new LRUCache<string, object>({
    maxSize: maxBytes,
    sizeCalculation: (value) => ENTRY_COST + JSON.stringify(value).length,
  });
  const underway = new Map<string, Promise<Found<object>>>();
  const counters = createCacheCounters();

  async function lookUp<T extends object>(key: CacheKey<T>, find: () => Promise<Found<T>>): Promise<T> {
    const stored = entries.get(key);
    if (stored) {
      counters.hitsInProcess += 1;
      // The key's type says which type of value is under it.
      return stored as T;
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
      if (loaded) counters.misses += 1;
      else counters.hitsInRedis += 1;
    }
  }

  return {
    getOrLoad: (key, ttlMs, load) =>
      lookUp(key, async () => {
        const value = await load();
        entries.set(key, value, { ttl: ttlMs });
        return { value, loaded: true };
      }),
    getOrLoadShared(key, { ttlMs, schema }, load) {
      // With the prefix, a shared value and a value of this process's own never have the same key.
      const localKey: typeof key = `shared:${key}`;
      return lookUp(localKey, async () => {
        const stored = await store?.get(key);
        const known = stored && readJson(stored.text, schema);
        if (known) {
          entries.set(localKey, known, { ttl: Math.min(stored.leftMs, ttlMs) });
          return { value: known, loaded: false };
        }
        const value = await load();
        // It is stored here first, so that it expires here before it expires in the store.
        entries.set(localKey, value, { ttl: ttlMs });
        await store?.set(key, JSON.stringify(value), ttlMs);
        return { value, loaded: true };
      });
    },
    stats: () => ({ ...counters, entries: entries.size }),
  };
}

/** What an entry takes besides its value, in bytes, about. */
const ENTRY_COST = 200;

/** Returns undefined when the text isn't JSON, or the schema refuses it. */
function readJson<T extends object>(text: string, schema: ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
