import type { ProviderSettings } from '../config/config.ts';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { setUpProvider } from './models.ts';
import { RemoteEmbeddingModel } from './providers/remote-embedding-model.ts';

/** Turns texts into vectors that lie near each other where the texts mean the like. */
export interface EmbeddingModel {
  readonly name: ModelName;
  /**
   * A vector for each text, in their order, all of one length, none of them zero. Of a long text only the beginning is
   * looked at. Many texts are sent in several calls, one after the other.
   *
   * Refusals that may pass are tried again with back-off; when the signal aborts, it throws the signal's reason.
   *
   * @throws {RefusedInputError} when the provider doesn't take one of the texts
   * @throws {ModelError} when it can't or won't answer; the message says what the user can do
   */
  embed(texts: readonly string[], options: { readonly signal: AbortSignal }): Promise<Float32Array[]>;
  /** Resolves when the provider can be reached with the key that is set. @throws {ModelError} */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}

/**
 * The embedding model of that name. Nothing is loaded or called here: whether the provider knows it turns out when it is
 * asked.
 *
 * @throws {StartError} when its provider has none, or isn't set up
 */
export function createEmbeddingModel(
  name: ModelName,
  { providers, log }: { providers: ProviderSettings; log: Logger },
): EmbeddingModel {
  const shown = `LEX_EMBEDDING_MODEL is ${JSON.stringify(formatModelName(name))}`;
  const none = `${shown}, but ${name.provider} has no embedding models: choose one of openai, ollama or compatible, or unset it.`;
  if (name.provider === 'local') throw new StartError(none);
  const provider = setUpProvider(name.provider, providers);
  if (typeof provider === 'string') throw new StartError(`${shown}, which needs ${provider} to be set.`);
  if (!provider.embed) throw new StartError(none);
  return new RemoteEmbeddingModel(name, { ...provider, embed: provider.embed }, { log });
}
