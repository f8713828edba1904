import type { Memory } from '../memory.ts';
import type { MemoryVector } from '../vectors/memory-vector.ts';

/** A change of the database, numbered in the order in which the database took it. */
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

/** What a score is made of: the score by words, and, where there are vectors, how near they are. */
export interface Scoring extends WordScoring {
  /** 0 for a memory that its vector alone brought back. Where no vector brought anything, it is the score itself. */
  readonly wordScore: number;
  /** The memory's place among the matches by words, from 1; undefined when it isn't among the best of them. */
  readonly wordRank: number | undefined;
  /** The cosine of its vector and the query's; undefined when one is lacking, or when it isn't among the nearest. */
  readonly similarity: number | undefined;
  /** Its place among the nearest vectors, from 1. */
  readonly similarityRank: number | undefined;
}

/**
 * What a score by words is made of: the sum of what `words` add, `beside`, `phrases` and `likeness`, times each of the
 * factors. A factor of 1 changes nothing.
 */
export interface WordScoring {
  /** The query's words that the memory holds itself, in the query's order; then parts of words. */
  readonly words: readonly {
    readonly word: string;
    /** How much it says that a memory holds the word, from the share of memories that do. */
    readonly rarity: number;
    readonly score: number;
  }[];
  /** Which of the memories beside it in its group add what. */
  readonly neighbours: readonly { readonly memoryId: string; readonly word: string; readonly score: number }[];
  /** What the neighbours add together. */
  readonly beside: number;
  /** What words add that stand together as in the query. */
  readonly phrases: number;
  /** What other words add that it, or a memory beside it, shares with the best matches. */
  readonly likeness: number;
  readonly factors: {
    /** Below 1 for a question. */
    readonly asking: number;
    /** Above 1 when a word of the query stands in its heading. */
    readonly heading: number;
    /** Above 1 when its group holds many of the best matches. */
    readonly group: number;
    /** Above 1 when it was remembered at a time which the query names. */
    readonly time: number;
    /** Above 1 the newer it is. */
    readonly recency: number;
  };
}

/** How a text is looked up. */
export interface RecallOptions {
  readonly limit: number;
  readonly now: Date;
  /** Only memories with this tag are answered; their neighbours count whether they have it or not. */
  readonly tag?: string | undefined;
  /** The vector that an embedding model made of the text; without it words alone count. */
  readonly meaning?: MemoryVector | undefined;
  /** Whether the text is a message, rather than a search: then stop words alone bring nothing back. @default false */
  readonly isMessage?: boolean | undefined;
}

/** A part of a memory in which the engine differs from the database. */
export type Difference = 'missing' | 'extra' | 'content' | 'tags' | 'expiry' | 'group' | 'vector';

/** A memory as the engine has it under its key. Times are in milliseconds since 1970. */
export interface EngineMemory {
  readonly memoryId: string;
  readonly content: string;
  readonly updatedAt: number;
}

/**
 * Finds memories by what they say. It is a projection of the database: it can be thrown away and made again from the
 * database at any time.
 */
export interface MemoryEngine {
  /** The number of the last change it has applied; 0 when it is empty. */
  readonly lastSequence: bigint;
  /**
   * Applies changes in order, all in one transaction, after which the engine stands at `upTo`. Changes that were
   * applied before have no effect.
   */
  apply(changes: readonly MemoryChange[], upTo: bigint): Promise<void>;
  /** The best matches within one owner's namespace, best first, without what has expired by `now`. */
  recall(scope: MemoryScope, query: string, options: RecallOptions): EngineHit[];
  /** The memory under a key, unless it has expired by `now`. */
  get(scope: MemoryScope, key: string, now: Date): EngineMemory | undefined;
  /** Whether it has a memory of that id. */
  has(memoryId: string): boolean;
  /** In what the engine differs from a memory of the database; empty when it doesn't. */
  compare(memory: Memory, vector: MemoryVector | undefined): Difference[];
  /**
   * Looks at the next `limit` memories after an id, and answers the ids of those that are the owner's, or of all.
   *
   * @returns `next` is the id to go on after; undefined at the end
   */
  memoryIds(page: { readonly after: string; readonly limit: number; readonly ownerId?: string | undefined }): {
    readonly ids: readonly string[];
    readonly next: string | undefined;
  };
  /** Empties the engine. */
  clear(): Promise<void>;
  /** Empties the engine within a transaction that is under way. */
  clearNow(): void;
  stats(): { readonly items: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Whose memories, and which of them: nothing is ever found across scopes. */
export interface MemoryScope {
  readonly ownerId: string;
  readonly namespace: string;
}
