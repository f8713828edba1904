import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { createEmbeddingModel, type UnmeteredEmbeddingModel } from './embeddings.ts';
import type { UnmeteredModel } from './model.ts';
import { modelWarnings } from './model-warnings.ts';
import { createModels, type Models } from './models.ts';

type ModelSettings = Pick<
  Config,
  'model' | 'models' | 'visionModels' | 'providers' | 'modelSilence' | 'embeddingModel'
>;

/**
 * Opens the models of a process. A default model that isn't set up is warned of: a user may still choose another.
 *
 * @throws {StartError} when the embedding model's provider isn't set up, or has no such models
 */
export function openModels(
  config: ModelSettings,
  { log }: { log: Logger },
): { models: Models<UnmeteredModel>; embeddings: UnmeteredEmbeddingModel | undefined } {
  const { model: defaultModel, models: choice, visionModels: seeing, providers, embeddingModel } = config;
  const { modelSilence: silence } = config;
  const models = createModels({ providers, defaultModel, choice, seeing, silence, log });
  for (const warning of modelWarnings(config)) log.warn(warning);
  const embeddings = embeddingModel && createEmbeddingModel(embeddingModel, { providers, log });
  return { models, embeddings };
}
