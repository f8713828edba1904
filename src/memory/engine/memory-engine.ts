import type { Memory } from '../memory.ts';
import type { MemoryVector } from '../vectors/memory-vector.ts';

/** What an engine has to know of a memory. */
export type IndexedMemory = Omit<Memory, 'metadata' | 'sourceMessageId' | 'documentId' | 'kept' | 'createdAt'>;

/** A change of one owner's memories, numbered in the order in which the database took them. */
export type MemoryChange =
  | {
      readonly kind: 'stored';
      readonly sequence: bigint;
      readonly memory: IndexedMemory;
      readonly vector?: MemoryVector;
    }
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

/** A moment of an owner's record in the database. */
export interface RecordPoint {
  /** Of the last change. */
  readonly number: bigint;
  /** What was drawn at random with the last write: at another record of the same owner it is another one. */
  readonly mark: bigint;
}

/** Stands for the mark of a moment within a write, where no record ever stands. */
export const NO_MARK = 0n;

/** What the engine has of one owner, and the moment of the record that it stands at. */
export interface Partition extends RecordPoint {
  readonly ownerId: string;
  /** How many memories it holds. */
  readonly items: number;
}

/** What the engine holds and takes. */
export interface EngineStats {
  /** Memories in all partitions. */
  readonly items: number;
  readonly partitions: number;
  /** The file, in bytes. It never shrinks; what becomes free in it is used again. */
  readonly bytes: number;
  /** Of these, what is in use. */
  readonly usedBytes: number;
}

/**
 * Finds memories by what they say. It holds partitions, each a projection of one owner's record in the database, which
 * can be thrown away and made again from it at any time. Nothing that is recalled depends on what other partitions
 * there are.
 */
export interface MemoryEngine {
  /** Undefined when it has none of this owner. */
  partition(ownerId: string): Partition | undefined;
  /** The partitions after an owner, in the order of the owners' ids. */
  partitions(page: { readonly after: string; readonly limit: number }): Partition[];
  /** The owners of the partitions that were recalled from or changed longest ago, longest first. */
  leastUsed(limit: number): string[];
  /**
   * Applies changes to an owner's partition in order, all in one transaction, after which it stands at `upTo`.
   *
   * @param from the mark at which the partition has to stand
   * @returns false, with nothing applied, when it stands elsewhere or there is none
   */
  apply(
    ownerId: string,
    changes: readonly MemoryChange[],
    options: { readonly from: bigint; readonly upTo: RecordPoint },
  ): Promise<boolean>;
  /** Begins another partition of an owner, empty, beside the one in use if there is one. */
  load(ownerId: string): PartitionLoad;
  /** Takes an owner's partition out of use, in one transaction; what it holds goes with {@link tidy}. */
  drop(ownerId: string): Promise<void>;
  /**
   * Removes what no partition in use holds, many small transactions long, so that others can write in between. A recall
   * under way sees what there was when it began.
   */
  tidy(signal: AbortSignal): Promise<void>;
  /** The best matches within one owner's namespace, best first, without what has expired by `now`. */
  recall(scope: MemoryScope, query: string, options: RecallOptions): EngineHit[];
  /** The memory under a key, unless it has expired by `now`. */
  get(scope: MemoryScope, key: string, now: Date): EngineMemory | undefined;
  /** Whether it has a memory of that id. */
  has(ownerId: string, memoryId: string): boolean;
  /** In what the engine differs from a memory of the database; empty when it doesn't. */
  compare(memory: IndexedMemory, vector: MemoryVector | undefined): Difference[];
  /** The ids of an owner's next `limit` memories after an id, ascending. */
  memoryIds(ownerId: string, page: { readonly after: string; readonly limit: number }): string[];
  stats(): EngineStats;
  close(): Promise<void>;
}

/** A new partition that nobody reads yet. One that was begun and never used is lost. */
export interface PartitionLoad {
  /** Applies changes in order, all in one transaction. */
  apply(changes: readonly MemoryChange[]): Promise<void>;
  /**
   * Applies changes, and puts the partition to use in place of the old one, in one transaction: a process that dies
   * finds either the one or the other afterwards.
   */
  use(changes: readonly MemoryChange[], upTo: RecordPoint): Promise<void>;
  /** Gives it up. */
  discard(): void;
}

/** Whose memories, and which of them: nothing is ever found across scopes. */
export interface MemoryScope {
  readonly ownerId: string;
  readonly namespace: string;
}
