import type { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ProviderName } from '../../config.ts';

/** What is used of a model of the AI SDK; each provider's package has the same type. */
export type SdkModel = Pick<ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>, 'doStream'>;

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
  /** Loads the provider's SDK, on the first call only, and returns the model of that name. */
  model(name: string): Promise<SdkModel>;
  /** The same for a model that turns texts into vectors; absent where the provider has none. */
  embeddingModel?(name: string): Promise<SdkEmbeddingModel>;
}
