/** What the score of a recalled memory is made of. */
export interface Scoring extends WordScoring {
  /** Its place among the matches by words, from 1; undefined when it isn't among the best of them. */
  readonly wordRank: number | undefined;
  /** The cosine of its vector and the query's; undefined where there are none, or it isn't among the nearest. */
  readonly similarity: number | undefined;
  /** Its place among the nearest vectors, from 1. */
  readonly similarityRank: number | undefined;
}

/**
 * The score by words: the sum of what words, neighbours and phrases add, times each of the factors.
 * All is 0, and each factor 1, for a memory that its vector alone has brought.
 */
export interface WordScoring {
  readonly wordScore: number;
  readonly words: readonly WordPart[];
  readonly neighbours: readonly NeighbourPart[];
  /** What words add that stand side by side as they were asked for. */
  readonly phrase: number;
  readonly factors: ScoreFactors;
}

/** A word of the query that the memory says. */
export interface WordPart {
  readonly word: string;
  /** How much the word says, since few memories hold it (the inverse document frequency of BM25). */
  readonly rarity: number;
  readonly contribution: number;
}

/** A word of the query that a memory beside it in its group says. */
export interface NeighbourPart {
  readonly memoryId: string;
  readonly word: string;
  readonly contribution: number;
}

export interface ScoreFactors {
  /** Below 1 for a memory that asks rather than tells. */
  readonly question: number;
  /** Above 1 for one that is headed by a word of the query. */
  readonly heading: number;
  /** Above 1 for one in a group that holds more of the best matches. */
  readonly group: number;
  /** Above 1 for a new one. */
  readonly recency: number;
}

/** Of a memory that no word of the query leads to. */
export const NO_WORDS: WordScoring = {
  wordScore: 0,
  words: [],
  neighbours: [],
  phrase: 0,
  factors: { question: 1, heading: 1, group: 1, recency: 1 },
};
