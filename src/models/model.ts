import type { ModelName } from '../config/model-name.ts';
import { wellFormedText } from '../parse-input.ts';
import type { Completion, CompletionEvent } from './completion.ts';

/** One message of the branch that is being answered, oldest first. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** What the model is shown with it; left out: nothing. Only models that see are shown any. */
  readonly images?: readonly PromptImage[];
}

/** An image of a prompt. Its bytes are read when the prompt is sent, since prompts are also measured and made anew. */
export interface PromptImage {
  /** As its bytes say, such as `image/png`. */
  readonly contentType: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * Reads its bytes; undefined when they are gone.
   *
   * @throws {UnavailableError} when the store can't be reached
   */
  load(signal: AbortSignal): Promise<Buffer | undefined>;
}

/** A memory that was recalled for a prompt. */
export interface RecalledMemory {
  readonly id: string;
  readonly content: string;
  readonly score: number;
  /** Why it was recalled: the words that matched, or other reasons. */
  readonly reasons: readonly string[];
  /** Where it stands, if it is a part of a document. */
  readonly source?: DocumentSource | undefined;
}

/** The place of a part of a document, and the number in brackets by which an answer cites it. */
export interface DocumentSource {
  readonly number: number;
  /** What the document is called. */
  readonly document: string;
  readonly page?: number | undefined;
  readonly heading?: string | undefined;
}

/** Something that users say of themselves, as a sentence that can stand alone. */
export interface Fact {
  readonly content: string;
  /**
   * What the fact is about, such as `home`, where only one thing is true of that at a time. A later fact with the same
   * subject replaces an earlier one. Up to 200 characters.
   */
  readonly subject?: string | undefined;
  /** Whether the user asked to remember it, and did not merely say it. */
  readonly isAsked: boolean;
}

/**
 * What a model may do with the memory of the user that it answers. Every call is idempotent for the message that is
 * answered: a second attempt at the same reply leaves the same memories.
 */
export interface ModelMemory {
  /** The memories that were recalled for the newest message, best first. */
  readonly recalled: readonly RecalledMemory[];
  recall(query: string, limit: number): Promise<readonly RecalledMemory[]>;
  /** Whether facts may be remembered that the user did not ask to remember. */
  readonly keepsUnasked: boolean;
  /** Remembers a fact, with the message that is answered as its source; `refused` when it looks like a secret. */
  remember(fact: Fact): Promise<'remembered' | 'refused'>;
  /** Whether nothing may be remembered or forgotten. @default false */
  readonly isReadOnly?: boolean;
  /** Deletes these memories for good; unknown ids are passed over. */
  forget(ids: readonly string[]): Promise<void>;
}

/** The memory for a prompt that is to be answered without one. */
export const NO_MEMORY: ModelMemory = {
  recalled: [],
  keepsUnasked: false,
  recall: () => Promise.resolve([]),
  remember: () => Promise.resolve('refused'),
  forget: () => Promise.resolve(),
};

/** The name of a model as users give it. Whether there is such a one is asked of the models. */
export const modelText = wellFormedText({ min: 1, max: 250 }).nullish();

/** What a model is asked. */
export interface Prompt {
  /** Oldest first. The last one is the user's message, which is to be answered. */
  readonly messages: readonly PromptMessage[];
  /** A summary of the messages before these, when the context has no space for all of them. */
  readonly summary?: string | undefined;
  /** Whether the answer will be read aloud, and should be short and plain, without markup. */
  readonly voiceMode: boolean;
  readonly memory: ModelMemory;
  /** The moment of the question. */
  readonly now: Date;
  /** The user's time zone, as a name of the IANA database; undefined when it isn't known. */
  readonly timeZone?: string | undefined;
}

/** Why an answer ended: the model was done, had no tokens left, or was stopped because of the content. */
export type FinishReason = 'STOP' | 'LENGTH' | 'FILTERED';

/** The end of an answer, with the counts of tokens where they are known. */
export interface AnswerEnd {
  readonly kind: 'end';
  readonly finishReason: FinishReason;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** A piece of the answer, a piece of the model's thinking, or the end, which comes once. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | AnswerEnd;

/** What models are asked for. */
export type TokenUse = 'REPLY' | 'SUMMARY' | 'EXTRACTION' | 'EMBEDDING' | 'SPEECH' | 'TRANSCRIPTION';

/** For whom a model is asked, and what for: its tokens count as theirs. */
export interface Payer {
  readonly ownerId: string;
  readonly use: TokenUse;
}

/** The options of a call of a model. */
export interface StreamOptions {
  readonly signal: AbortSignal;
  /** Ids of what the call is for, which the log adds to its lines about the call. */
  readonly about?: Readonly<Record<string, string>>;
}

/** The options of a call that is counted. */
export interface PaidOptions extends StreamOptions {
  readonly payer: Payer;
}

/** A language model each call of which is counted, or what stands in for one: what features are given. */
export type Model = AnsweringModel<PaidOptions>;

/** A language model as its provider has it. */
export type UnmeteredModel = AnsweringModel<StreamOptions>;

interface AnsweringModel<Options> {
  readonly name: ModelName;
  /**
   * Answers the prompt piece by piece.
   *
   * When the signal aborts, the call to the provider ends at once, and the iteration throws the signal's reason.
   * Failures that may pass (429, 5xx, a broken connection) are retried with back-off, but only before the first
   * piece.
   *
   * @throws {PromptTooLongError} before the first piece, when the prompt doesn't fit
   * @throws {ModelError} when the provider can't or won't answer; its message says what the user can do
   * @throws {LexError} BUDGET_EXCEEDED, where it is counted: before the first piece or between two
   */
  stream(prompt: Prompt, options: Options): AsyncIterable<ModelEvent>;
  /**
   * Answers a program that keeps the conversation itself, and may give tools and images. The answer comes as that of
   * `stream` does; one that calls tools may have no text.
   *
   * @throws as `stream` does, and {@link RefusedInputError} when the provider doesn't take what was asked
   * @throws {BadUserInputError} when this model can't read what was asked
   */
  complete(completion: Completion, options: Options): AsyncIterable<CompletionEvent>;
  /**
   * Reads the facts that a text states of its author, at once and without a provider. Absent in models that have to be
   * asked for them in a prompt.
   */
  readFacts?(text: string): readonly Fact[];
  /**
   * Resolves when the provider can be reached with the key that is set.
   *
   * @throws {ModelError} when it can't
   */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}
