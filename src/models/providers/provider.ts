import type { ProviderName } from '../../config/model-name.ts';
import type { Logger } from '../../log.ts';
import type { SentCompletion, ToolCallPiece } from '../completion.ts';
import type { AnswerEnd } from '../model.ts';
import type { ProviderHttp } from './http/provider-http.ts';

/** A step of a provider's answer. */
export type AnswerPart =
  /**
   * A sign of life without anything to show. `isToken` says that a token came, which is held back for now. The first
   * sign has the provider's id of the request, where there is one.
   */
  | { readonly kind: 'sign'; readonly isToken?: true; readonly requestId?: string | undefined }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | ToolCallPiece
  | AnswerEnd;

/** What differs between providers. What they have in common is in remote-model.ts. */
export interface Provider {
  readonly name: ProviderName;
  /** The host and port, for messages. */
  readonly host: string;
  /** Whether requests carry a key. */
  readonly hasKey: boolean;
  /** The key, and the secrets in the address, which no message may contain. */
  readonly secrets: readonly string[];
  /** The environment variable to look at when the provider refuses the key. */
  readonly keyVariable: string;
  /** The environment variable that holds the address; undefined when none does. */
  readonly addressVariable: string | undefined;
  readonly http: ProviderHttp;
  /**
   * Asks a model. The request ends when the signal aborts, or the answer has ended.
   *
   * @throws {FailureError}
   */
  ask(call: {
    readonly model: string;
    readonly prompt: SentCompletion;
    readonly signal: AbortSignal;
    readonly log: Logger;
  }): AsyncIterable<AnswerPart>;
  /**
   * Whether a model can be shown images, where the provider tells; undefined where it doesn't. Absent in a provider
   * that tells it of no model.
   *
   * @throws {FailureError}
   */
  sees?(call: { readonly model: string; readonly signal: AbortSignal }): Promise<boolean | undefined>;
  /**
   * Makes a vector for each text, in the order of the texts, all of the same length. Absent in a provider that has no
   * embedding models.
   *
   * @throws {FailureError}
   */
  embed?(call: {
    readonly model: string;
    readonly texts: readonly string[];
    readonly signal: AbortSignal;
  }): Promise<EmbeddedTexts>;
}

/** The vectors of texts, and how many tokens these had, where the provider tells. */
export interface EmbeddedTexts {
  readonly vectors: Float32Array[];
  readonly inputTokens: number | undefined;
}
