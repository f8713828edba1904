import type { ProviderSettings } from '../config/config.ts';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Payer, StreamOptions } from './model.ts';
import { setUpProvider } from './models.ts';
import { RemoteEmbeddingModel } from './providers/remote-embedding-model.ts';

/**
 * An embedding model each call of which is counted: what features are given. `onCounted` is told how many tokens a call
 * took, as they were counted for its payer.
 */
export type EmbeddingModel = Embedding<
  StreamOptions & { readonly payer: Payer; readonly onCounted?: (tokens: number) => void }
>;

/** An embedding model as its provider has it; `onCounted` is told how many tokens a part of a call took, if known. */
export interface UnmeteredEmbeddingModel
  extends Embedding<StreamOptions & { readonly onCounted?: (tokens: number) => void }> {
  /** About how many tokens of these texts are sent, rather too many than too few. */
  tokensOf(texts: readonly string[]): number;
}

/** Turns texts into vectors, which are near to each other when the texts have similar meanings. */
interface Embedding<Options> {
  readonly name: ModelName;
  /**
   * Makes a vector for each text, in the order of the texts. All vectors have the same length, and none is zero. Only
   * the beginning of a long text counts. Many texts are sent in several calls, one after the other.
   *
   * Failures that may pass are retried with back-off. When the signal aborts, it throws the signal's reason.
   *
   * @throws {RefusedInputError} when the provider doesn't take one of the texts
   * @throws {ModelError} when it can't or won't answer; the message says what the user can do
   * @throws {LexError} BUDGET_EXCEEDED, where it is counted
   */
  embed(texts: readonly string[], options: Options): Promise<Float32Array[]>;
  /**
   * Resolves when the provider can be reached with the key that is set.
   *
   * @throws {ModelError} when it can't
   */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}

/**
 * Creates the embedding model with a name. Nothing is loaded or called: whether the provider knows the model turns out
 * when it is asked.
 *
 * @throws {StartError} when its provider has no embedding models, or isn't set up
 */
export function createEmbeddingModel(
  name: ModelName,
  { providers, log }: { providers: ProviderSettings; log: Logger },
): UnmeteredEmbeddingModel {
  const shown = `LEX_EMBEDDING_MODEL is ${JSON.stringify(formatModelName(name))}`;
  const none =
    `${shown}, but ${name.provider} has no embedding models: ` +
    'choose one of openai, ollama or compatible, or unset it.';
  if (name.provider === 'local') throw new StartError(none);
  const provider = setUpProvider(name.provider, providers);
  if (typeof provider === 'string') throw new StartError(`${shown}, which needs ${provider} to be set.`);
  if (!provider.embed) throw new StartError(none);
  return new RemoteEmbeddingModel(name, { ...provider, embed: provider.embed }, { log });
}
