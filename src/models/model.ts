import type { ModelName } from '../config/config.ts';
import { LexError } from '../errors.ts';

/** One message of the branch that is being answered, oldest first. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Something recalled from the viewer's memory. */
export interface RecalledMemory {
  readonly id: string;
  readonly content: string;
  readonly score: number;
  /** The words or reasons that made it match. */
  readonly reasons: readonly string[];
}

/** Something that a user says of themselves, in a sentence that can stand alone. */
export interface Fact {
  readonly content: string;
  /**
   * What it is about, where one thing is true of it at a time, such as `home`: a later fact about it takes the place of
   * the earlier one. Up to 200 characters.
   */
  readonly subject?: string | undefined;
  /** Whether the user asked for it to be kept, rather than merely said it. */
  readonly isAsked: boolean;
}

/**
 * The memory of the one who is being answered, as a model may use it. Every call is idempotent for the
 * message that is being answered: a second attempt at the same reply leaves the same memories.
 */
export interface ModelMemory {
  /** What was recalled for the newest turn, best first. */
  readonly recalled: readonly RecalledMemory[];
  recall(query: string, limit: number): Promise<readonly RecalledMemory[]>;
  /** Whether facts may be kept that the user merely says; those that the user asks to keep always may. */
  readonly keepsUnasked: boolean;
  /** Keeps a fact, with the message that is being answered as its source. `refused` when it looks like a secret. */
  remember(fact: Fact): Promise<'kept' | 'refused'>;
  /** Deletes these memories for good; unknown ids are passed over. */
  forget(ids: readonly string[]): Promise<void>;
}

/** For a model that is to answer from what it is given alone. */
export const NO_MEMORY: ModelMemory = {
  recalled: [],
  keepsUnasked: false,
  recall: () => Promise.resolve([]),
  remember: () => Promise.resolve('refused'),
  forget: () => Promise.resolve(),
};

/** What a model is asked. */
export interface Prompt {
  /** Oldest first; the last one is the user's turn to answer. */
  readonly turns: readonly Turn[];
  /** What was said before the turns, summed up, where not all of it has room. */
  readonly summary?: string | undefined;
  /** Answer for the ear: short and plain, no markup. */
  readonly voiceMode: boolean;
  readonly memory: ModelMemory;
  /** What the user calls now. */
  readonly now: Date;
  /** Where the user is, as a name of the IANA database; left out: nobody has said it. */
  readonly timeZone?: string | undefined;
}

/** Why an answer ended: the model had said all, had no tokens left, or was kept from going on because of the content. */
export type FinishReason = 'STOP' | 'LENGTH' | 'FILTERED';

/** How an answer ended, with the count of tokens where it is known. */
export interface AnswerEnd {
  readonly kind: 'end';
  readonly finishReason: FinishReason;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** A piece of the answer, a piece of what the model thinks to itself before or between, or the end, which comes once. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | AnswerEnd;

/** What a call of a model is given besides the prompt. */
export interface StreamOptions {
  readonly signal: AbortSignal;
  /** What the call is for, by ids: the log's lines about it name them. */
  readonly about?: Readonly<Record<string, string>>;
}

/** A language model, or what stands in for one. */
export interface Model {
  readonly name: ModelName;
  /**
   * Answers the prompt piece by piece.
   *
   * When the signal aborts, the call to the provider is ended at once and the iteration throws the signal's reason.
   * Refusals that may pass (429, 5xx, a broken connection) are tried again with back-off, but only before the first piece.
   *
   * @throws {PromptTooLongError} before the first piece, when the prompt doesn't fit
   * @throws {ModelError} when the provider can't or won't answer; its message says what the user can do
   */
  stream(prompt: Prompt, options: StreamOptions): AsyncIterable<ModelEvent>;
  /**
   * Reads the facts that a text states of its author, at once and without a provider. Absent in models that have to be
   * asked for them in a prompt.
   */
  readFacts?(text: string): readonly Fact[];
  /** Resolves when the provider can be reached with the key that is set. @throws {ModelError} */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** The provider can't or won't answer. */
export class ModelError extends LexError {
  constructor(message: string, options?: { cause?: unknown; retryAfterMs?: number }) {
    super('UNAVAILABLE', message, options);
  }
}

/** The prompt is longer than the model takes; a shorter one it may take. */
export class PromptTooLongError extends ModelError {
  /** How many tokens it takes in all, where the provider told. */
  readonly limitTokens: number | undefined;

  constructor(
    message: string,
    { limitTokens, ...options }: { limitTokens?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options);
    this.limitTokens = limitTokens;
  }
}

/** The provider won't take what it was given; something else it may take. */
export class RefusedInputError extends ModelError {}
