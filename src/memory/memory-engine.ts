import type { Memory } from './memory.ts';
import type { MemoryVector } from './memory-vector.ts';
import type { Scoring } from './scoring.ts';

/** A change of the record, numbered in the order in which the record took it. */
export type MemoryChange =
  | { readonly kind: 'stored'; readonly sequence: bigint; readonly memory: Memory; readonly vector?: MemoryVector }
  | { readonly kind: 'deleted'; readonly sequence: bigint; readonly memoryId: string };

/** A memory that matches a text, by id. */
export interface EngineHit {
  readonly memoryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** A memory that matches a text, with all that its score is made of. */
export interface ExplainedHit extends EngineHit {
  readonly scoring: Scoring;
}

/** How a text is looked for. */
export interface RecallOptions {
  readonly limit: number;
  readonly now: Date;
  /** What the text means, as an embedding model says; without it words alone count. */
  readonly meaning?: MemoryVector | undefined;
}

/** What of a memory the engine has otherwise than the record. */
export type Difference = 'missing' | 'extra' | 'content' | 'expiry' | 'group' | 'vector';

/** A memory under its key, as the engine has it. Times are in milliseconds since 1970. */
export interface EngineMemory {
  readonly memoryId: string;
  readonly content: string;
  readonly updatedAt: number;
}

/**
 * Finds memories by what they say. It holds a copy of what the record has, in its own order, and can be thrown away and
 * made again from the record at any time.
 */
export interface MemoryEngine {
  /** The number of the last change it has applied; 0 when it is empty. */
  readonly lastSequence: bigint;
  /**
   * Applies changes in order, all in one transaction, after which it stands at `upTo`. Those it has applied before
   * change nothing.
   */
  apply(changes: readonly MemoryChange[], upTo: bigint): Promise<void>;
  /** The best matches within one owner's namespace, best first. What has expired by `now` isn't among them. */
  recall(scope: MemoryScope, query: string, options: RecallOptions): EngineHit[];
  /** The same hits with the same scores, and what those are made of. */
  explain(scope: MemoryScope, query: string, options: RecallOptions): ExplainedHit[];
  /** What is kept under a key, unless it has expired by `now`. */
  get(scope: MemoryScope, key: string, now: Date): EngineMemory | undefined;
  /** What of a stored memory it has otherwise; nothing when it is as the record has it. */
  compare(memory: Memory, vector: MemoryVector | undefined): Difference[];
  /**
   * Ids of memories it has, of one owner or of all: of the next `limit` after an id those that are asked for.
   *
   * @returns `next`, from where to go on; undefined at the end
   */
  memoryIds(page: { readonly after: string; readonly limit: number; readonly ownerId?: string | undefined }): {
    readonly ids: readonly string[];
    readonly next: string | undefined;
  };
  /** Empties it. */
  clear(): Promise<void>;
  stats(): { readonly items: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Whose memories, and which of them: nothing is ever found across scopes. */
export interface MemoryScope {
  readonly ownerId: string;
  readonly namespace: string;
}
