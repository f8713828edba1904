/**
 * The level of a cache that all processes share. It only ever saves work: when something is wrong with it, it finds
 * nothing and stores nothing, and only {@link CacheStore.probe} fails.
 */
export interface CacheStore {
  /** The text that is stored under the key; undefined when there is none, or the store can't be reached. */
  get(key: string): Promise<StoredText | undefined>;
  /** Stores text for `ttlMs`, unless it is too long, the store is full, or it can't be reached. */
  set(key: string, text: string, ttlMs: number): Promise<void>;
  /**
   * Resolves when the store works.
   *
   * @throws when it can't be reached, or accepts no writes
   */
  probe(): Promise<void>;
}

/** Text from a store. It may come from another version of Lex, and has to be checked before it is used. */
export interface StoredText {
  readonly text: string;
  /** How long it may still be used, in milliseconds: a positive whole number. */
  readonly leftMs: number;
}
