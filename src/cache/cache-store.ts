/**
 * Where a cache keeps what other processes may take as well. It is never more than a help: whatever is wrong with it,
 * nothing is found, nothing is kept, and nobody is told but by {@link CacheStore.probe}.
 */
export interface CacheStore {
  /** What is kept under the key, or undefined, also when the store is away. */
  get(key: string): Promise<StoredText | undefined>;
  /** Keeps text for `ttlMs`, unless it is too long, there is no room, or the store is away. */
  set(key: string, text: string, ttlMs: number): Promise<void>;
  /** @throws when the store is away, or takes nothing */
  probe(): Promise<void>;
}

/** Text from a store. Who wrote it isn't known: it may be anything. */
export interface StoredText {
  readonly text: string;
  /** For how much longer it may be used at least, in milliseconds: a positive whole number. */
  readonly leftMs: number;
}
