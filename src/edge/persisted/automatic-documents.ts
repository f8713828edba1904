import { LRUCache } from 'lru-cache';
import type { CacheStore } from '../../cache/cache-store.ts';

/**
 * Documents that clients have sent with their hashes, so that the next one sends the hash alone: Apollo's automatic
 * persisted queries. They are kept in this process, and for all processes where these share a cache.
 */
export interface AutomaticDocuments {
  /** The text with this hash; undefined when nobody has sent it, or it was a while ago. */
  find(hash: string): string | Promise<string | undefined>;
  /** Keeps a valid document. The hash is that of the text: the caller has checked it. */
  keep(hash: string, text: string): void;
}

/** How much of them a process keeps, in UTF-16 units. */
const KEPT_CHARACTERS = 2 * 1024 * 1024;
/** How long one that nobody asks for is kept. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
const storeKey = (hash: string) => `document:${hash}`;

/** @param store of all processes; undefined where there is only one */
export function createAutomaticDocuments(store: CacheStore | undefined): AutomaticDocuments {
  const kept = new LRUCache<string, string>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (text) => text.length + 1,
    ttl: KEPT_MS,
    updateAgeOnGet: true,
  });
  return {
    find(hash) {
      const text = kept.get(hash);
      return text ?? Promise.resolve(store?.get(storeKey(hash)).then((stored) => stored?.text));
    },
    keep(hash, text) {
      if (kept.get(hash) !== undefined) return;
      kept.set(hash, text);
      // It never fails, and nobody waits for it: a process that lacks the text asks its client for it.
      void store?.set(storeKey(hash), text, KEPT_MS);
    },
  };
}
