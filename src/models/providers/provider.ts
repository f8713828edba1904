import type { ProviderName } from '../../config/model-name.ts';
import type { Logger } from '../../log.ts';
import type { AnswerEnd } from '../model.ts';
import type { PromptMessages } from '../prompt/prompt-messages.ts';
import type { ProviderHttp } from './http/provider-http.ts';

/** A step of a provider's answer. */
export type AnswerPart =
  /**
   * It works, but has nothing to show yet: not even when a token came, which is held back. The first one tells what the
   * provider calls the request, where it has a name for it.
   */
  | { readonly kind: 'sign'; readonly isToken?: true; readonly requestId?: string | undefined }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | AnswerEnd;

/** What sets one provider apart from the others; what they share is in remote-model.ts. */
export interface Provider {
  readonly name: ProviderName;
  /** Its host and port, as messages show them. */
  readonly host: string;
  /** Whether it is asked with a key. */
  readonly hasKey: boolean;
  /** The key, and what is secret in the address: to be kept out of every message. */
  readonly secrets: readonly string[];
  /** The environment variable to look at when the provider refuses the key. */
  readonly keyVariable: string;
  /** The environment variable that holds the address; undefined when none does. */
  readonly addressVariable: string | undefined;
  readonly http: ProviderHttp;
  /**
   * Asks the model of that name. The request is over when the signal aborts, or the answer's end has come.
   *
   * @throws {FailureError}
   */
  ask(call: {
    readonly model: string;
    readonly prompt: PromptMessages;
    readonly signal: AbortSignal;
    readonly log: Logger;
  }): AsyncIterable<AnswerPart>;
  /**
   * A vector for each of the texts, in their order, all of one length; absent where the provider has no models for it.
   *
   * @throws {FailureError}
   */
  embed?(call: {
    readonly model: string;
    readonly texts: readonly string[];
    readonly signal: AbortSignal;
  }): Promise<Float32Array[]>;
}
