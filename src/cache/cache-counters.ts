/** What a cache has done since the start. */
export interface CacheCounters {
  /** Lookups that found something in this process. */
  hitsInProcess: number;
  /** Lookups that found something that another process had loaded; also those that shared the look. */
  hitsInRedis: number;
  /** Lookups for which something had to be loaded. */
  misses: number;
  /** What is kept now. */
  entries: number;
}

export function createCacheCounters(): CacheCounters {
  return { hitsInProcess: 0, hitsInRedis: 0, misses: 0, entries: 0 };
}
