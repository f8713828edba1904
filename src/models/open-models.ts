import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { defaultModelWarning } from './default-model-warning.ts';
import { createEmbeddingModel, type EmbeddingModel } from './embeddings.ts';
import { createModels, type Models } from './models.ts';

type ModelSettings = Pick<Config, 'model' | 'providers' | 'modelSilence' | 'embeddingModel'>;

/**
 * Opens the models of a process. A default model that isn't set up is warned of: a user may still choose another.
 *
 * @throws {StartError} when the embedding model's provider isn't set up, or has no such models
 */
export function openModels(
  config: ModelSettings,
  { log }: { log: Logger },
): { models: Models; embeddings: EmbeddingModel | undefined } {
  const { model: defaultModel, providers, modelSilence: silence, embeddingModel } = config;
  const models = createModels({ providers, defaultModel, silence, log });
  const warning = defaultModelWarning(config);
  if (warning !== undefined) log.warn(warning);
  const embeddings = embeddingModel && createEmbeddingModel(embeddingModel, { providers, log });
  return { models, embeddings };
}
