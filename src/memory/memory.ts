import type { Scoring } from './engine/memory-engine.ts';

/** Something that LEX was told to keep, as the record holds it. */
export interface Memory {
  readonly id: string;
  /** Order of first remembering: connections page by it, and groups keep it. */
  readonly number: bigint;
  readonly ownerId: string;
  readonly namespace: string;
  /** Unique within the owner's namespace. */
  readonly key: string;
  readonly content: string;
  readonly group: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: unknown;
  /** The message it was drawn from, while that is there. */
  readonly sourceMessageId: string | undefined;
  /** Whether it stays when the conversation that it was drawn from is deleted. What an app remembers is always kept. */
  readonly kept: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date | undefined;
}

/** What the caller of `remember` decides; the service validates it. */
export interface MemoryInput {
  readonly content: string;
  readonly namespace?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly metadata?: unknown;
  readonly expiresAt?: Date | null | undefined;
}

/** A memory that a text brought back, and why. */
export interface RecallHit {
  readonly memory: Memory;
  /** Higher is better; comparable within one recall only. */
  readonly score: number;
  /** The words or reasons that made it match. */
  readonly reasons: readonly string[];
}

/** One that says what its score is made of. */
export interface ExplainedHit extends RecallHit {
  readonly scoring: Scoring;
}

/** What a memory said before a newer fact took its place. It is never recalled. */
export interface MemoryVersion {
  readonly content: string;
  /** The message it was drawn from. */
  readonly sourceMessageId: string | undefined;
  readonly replacedAt: Date;
}
