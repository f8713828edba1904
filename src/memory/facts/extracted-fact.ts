/** Something that a user said, to be kept as a memory that stands alone. */
export interface DrawnFact {
  readonly content: string;
  /**
   * What it is about, where one thing is true of it at a time, such as `home`: a later fact about it takes the place of
   * the earlier one.
   */
  readonly subject?: string | undefined;
  /** The memory whose place it takes, where that is known by other means; passed over if it isn't one drawn from chat. */
  readonly replaces?: string | undefined;
  /** Whether the user asked for it to be kept: then it outlives the conversation. */
  readonly isAsked: boolean;
  readonly source: FactSource;
}

/** The message that says a fact, and what tells which of two messages is the later one. */
export interface FactSource {
  readonly messageId: string;
  /** The message's number. */
  readonly number: bigint;
  readonly createdAt: Date;
}

/**
 * What became of a fact: `left` when it was known already, or when something newer is known in its place; `refused` when
 * it looks like a secret.
 */
export type DrawnOutcome =
  | { readonly kind: 'added' | 'replaced' | 'left'; readonly memoryId: string }
  | { readonly kind: 'refused' };

/** Where facts drawn from chat are kept. */
export const DRAWN_NAMESPACE = 'default';
/** What the keys of memories drawn from chat begin with; only these are ever replaced by what is drawn later. */
export const DRAWN_KEY = 'chat/';
