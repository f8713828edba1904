/** What a cache has done since the start. */
export interface CacheCounters {
  /** Lookups that found something in this process. */
  hits: number;
  misses: number;
  /** What is kept now. */
  entries: number;
}

export function createCacheCounters(): CacheCounters {
  return { hits: 0, misses: 0, entries: 0 };
}
