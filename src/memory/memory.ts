import type { Scoring } from './engine/memory-engine.ts';

/** Something that LEX was told to remember, as the database has it. */
export interface Memory {
  readonly id: string;
  /** The order of first remembering: connections are paged by it, and the parts of a group are in this order. */
  readonly number: bigint;
  readonly ownerId: string;
  readonly namespace: string;
  /** Unique within the owner's namespace. */
  readonly key: string;
  readonly content: string;
  readonly group: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: unknown;
  /** The message that it was extracted from, as long as that exists. */
  readonly sourceMessageId: string | undefined;
  /** The document that it is a part of: it is there while that is ready. Its place is in the metadata. */
  readonly documentId: string | undefined;
  /**
   * Whether it stays when the conversation that it was extracted from is deleted. What an app remembers always stays.
   */
  readonly kept: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date | undefined;
}

/** What names one memory among its owner's. */
export interface MemoryName {
  readonly namespace: string;
  readonly key: string;
}

/** The most namespaces that are listed. */
export const MOST_NAMESPACES = 1_000;

/** A namespace of an owner, and how many memories it holds. */
export interface MemoryNamespace {
  readonly name: string;
  readonly count: number;
}

/** What was forgotten together. */
export interface ForgottenMemories {
  readonly count: number;
  /** Of more than 1,000, that many of them. */
  readonly ids: readonly string[];
}

/** What the caller of `remember` decides; the service validates it. */
export interface MemoryInput {
  readonly content: string;
  /** @default the default namespace */
  readonly namespace?: string | null | undefined;
  /** @default a new key */
  readonly key?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly metadata?: unknown;
  readonly expiresAt?: Date | null | undefined;
}

/** What is to be recalled; the service validates it. */
export interface RecallRequest {
  /** 1 to 32,000 characters. */
  readonly query: string;
  /** @default the default namespace */
  readonly namespace?: string | undefined;
  /** 1 to 100. */
  readonly limit: number;
  /** Only memories with this tag. */
  readonly tag?: string | null | undefined;
  /** Whether the query is a message, rather than a search: then stop words alone bring nothing back. @default false */
  readonly isMessage?: boolean | undefined;
}

/** A memory that a text brought back, and why. */
export interface RecallHit {
  readonly memory: Memory;
  /** Higher is better; comparable within one recall only. */
  readonly score: number;
  /** The words or reasons that made it match. */
  readonly reasons: readonly string[];
}

/** A hit that says what its score is made of. */
export interface ExplainedHit extends RecallHit {
  readonly scoring: Scoring;
}

/** What a memory said before a newer fact replaced it. It is never recalled. */
export interface MemoryVersion {
  readonly content: string;
  /** The message that it was extracted from. */
  readonly sourceMessageId: string | undefined;
  readonly replacedAt: Date;
}
