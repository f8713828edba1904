import type { Memory } from '../memory.ts';
import type { MemoryVector } from '../vectors/memory-vector.ts';

/** A change of the record, numbered in the order in which the record took it. */
export type MemoryChange =
  | { readonly kind: 'stored'; readonly sequence: bigint; readonly memory: Memory; readonly vector?: MemoryVector }
  | { readonly kind: 'deleted'; readonly sequence: bigint; readonly memoryId: string };

/** A memory that matches a text, by id. */
export interface EngineHit {
  readonly memoryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly scoring: Scoring;
}

/** What a score is made of: that by words, and how similar a vector is, where there is one. */
export interface Scoring extends WordScoring {
  /** 0 for what its vector alone has brought. It is the score itself where no vector has brought anything. */
  readonly wordScore: number;
  /** Its place among the matches by words, from 1; undefined when it isn't among the best of them. */
  readonly wordRank: number | undefined;
  /** The cosine of its vector and the query's; undefined where there are none, or it isn't among the nearest. */
  readonly similarity: number | undefined;
  /** Its place among the nearest vectors, from 1. */
  readonly similarityRank: number | undefined;
}

/**
 * What a score by words is made of: the sum of what `words` add, `beside` and `phrases`, times each of the factors. A
 * factor of 1 changes nothing.
 */
export interface WordScoring {
  /** The query's words that the memory holds itself, in the query's order. */
  readonly words: readonly {
    readonly word: string;
    /** How much it says that a memory holds the word, from the share of memories that do. */
    readonly rarity: number;
    readonly score: number;
  }[];
  /** Of which of those beside it in its group add what. */
  readonly neighbours: readonly { readonly memoryId: string; readonly word: string; readonly score: number }[];
  /** What these add together. */
  readonly beside: number;
  /** What words add that stand together as in the query. */
  readonly phrases: number;
  readonly factors: {
    /** Below 1 for a question. */
    readonly asking: number;
    /** Above 1 when a word of the query heads it. */
    readonly heading: number;
    /** Above 1 when its group holds many of the best matches. */
    readonly group: number;
    /** Above 1 the newer it is. */
    readonly recency: number;
  };
}

/** How a text is looked for. */
export interface RecallOptions {
  readonly limit: number;
  readonly now: Date;
  /** Only memories that have it are answered; what stands beside them counts all the same. */
  readonly tag?: string | undefined;
  /** What the text means, as an embedding model says; without it words alone count. */
  readonly meaning?: MemoryVector | undefined;
  /** Whether the text is a message, rather than a search: then stop words alone bring nothing back. @default false */
  readonly isMessage?: boolean | undefined;
}

/** What of a memory the engine has otherwise than the record. */
export type Difference = 'missing' | 'extra' | 'content' | 'tags' | 'expiry' | 'group' | 'vector';

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
  /** What is kept under a key, unless it has expired by `now`. */
  get(scope: MemoryScope, key: string, now: Date): EngineMemory | undefined;
  /** Whether it has a memory of that id. */
  has(memoryId: string): boolean;
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
  /** The same within a transaction that is under way. */
  clearNow(): void;
  stats(): { readonly items: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Whose memories, and which of them: nothing is ever found across scopes. */
export interface MemoryScope {
  readonly ownerId: string;
  readonly namespace: string;
}
