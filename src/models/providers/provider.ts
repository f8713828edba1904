import type { ProviderName } from '../../config.ts';
import type { Logger } from '../../log.ts';
import type { AnswerEnd } from '../model.ts';
import type { PromptMessages } from '../prompt-messages.ts';

/** A step of a provider's answer. */
export type AnswerPart =
  /** It works, but has nothing to show yet. */
  | { readonly kind: 'sign' }
  | { readonly kind: 'text'; readonly text: string }
  /** What the model thinks to itself. */
  | { readonly kind: 'reasoning'; readonly text: string }
  | AnswerEnd;

/** What is used of an embedding model of the AI SDK. */
export interface SdkEmbeddingModel {
  doEmbed(call: { values: string[]; abortSignal: AbortSignal }): PromiseLike<{ readonly embeddings: number[][] }>;
}

/** What sets one provider apart from the others; what they share is in remote-model.ts. */
export interface Provider {
  readonly name: ProviderName;
  /** Its host and port, as messages show them. */
  readonly host: string;
  /** The key, to be kept out of every message. */
  readonly key: string | undefined;
  /** The environment variable to look at when the provider refuses the key. */
  readonly keyVariable: string;
  /** The environment variable that holds the address; undefined when it can't be chosen. */
  readonly addressVariable: string | undefined;
  /** The cheapest call that shows whether address and key are right: the list of models. */
  readonly modelsRequest: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  /**
   * Asks the model of that name. The request is over when the signal aborts, or the answer's end has come.
   *
   * @throws what `readFailure` understands
   */
  ask(call: {
    readonly model: string;
    readonly prompt: PromptMessages;
    readonly signal: AbortSignal;
    readonly log: Logger;
  }): AsyncIterable<AnswerPart>;
  /** The same for a model that turns texts into vectors; absent where the provider has none. */
  embeddingModel?(name: string): Promise<SdkEmbeddingModel>;
}
