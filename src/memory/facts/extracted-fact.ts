import { DEFAULT_NAMESPACE } from '../store/default-namespace.ts';

/** Something that a user said, to be stored as a memory that can be understood by itself. */
export interface ExtractedFact {
  readonly content: string;
  /**
   * What the fact is about, such as `home`, where only one thing is true of it at a time: a later fact about it
   * replaces the earlier one.
   */
  readonly subject?: string | undefined;
  /** The memory that it replaces, where that is known by other means. Ignored unless that was extracted from a chat. */
  readonly replaces?: string | undefined;
  /** Whether the user asked for it to be remembered: then it stays when the conversation is deleted. */
  readonly isAsked: boolean;
  readonly source: FactSource;
}

/** The message that says a fact, with what tells which of two messages is the later one. */
export interface FactSource {
  readonly messageId: string;
  /** The message's number. */
  readonly number: bigint;
  readonly createdAt: Date;
}

/**
 * What became of a fact: `left` when it was known already, or when something newer is known in its place; `refused`
 * when it looks like a secret.
 */
export type ExtractionOutcome =
  | { readonly kind: 'added' | 'replaced' | 'left'; readonly memoryId: string }
  | { readonly kind: 'refused' };

/** Where facts extracted from chats are stored. */
export const EXTRACTED_NAMESPACE = DEFAULT_NAMESPACE;
/** What the keys of memories extracted from chats begin with. A later fact replaces no other memories than these. */
export const EXTRACTED_KEY = 'chat/';
