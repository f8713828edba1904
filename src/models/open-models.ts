import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { createEmbeddingModel, type UnmeteredEmbeddingModel } from './embeddings.ts';
import type { UnmeteredModel } from './model.ts';
import { modelWarnings } from './model-warnings.ts';
import { createModels, type Models, setUpProvider } from './models.ts';
import { createSpeechModel, type UnmeteredSpeechModel } from './speech/speech-model.ts';
import { createTranscriptionModel, type UnmeteredTranscriptionModel } from './speech/transcription-model.ts';

type ModelSettings = Pick<
  Config,
  | 'model'
  | 'models'
  | 'visionModels'
  | 'providers'
  | 'modelSilence'
  | 'embeddingModel'
  | 'speechModel'
  | 'transcriptionModel'
>;

export interface OpenedModels {
  readonly models: Models<UnmeteredModel>;
  readonly embeddings: UnmeteredEmbeddingModel | undefined;
  /** Undefined: no provider's model speaks. */
  readonly speech: UnmeteredSpeechModel | undefined;
  /** Undefined: nothing is written down. */
  readonly transcription: UnmeteredTranscriptionModel | undefined;
}

/**
 * Opens the models of a process. A default model that isn't set up is warned of: a user may still choose another.
 *
 * @throws {StartError} when the provider of a model that was set isn't set up, or has no such models
 */
export function openModels(config: ModelSettings, { log }: { log: Logger }): OpenedModels {
  const { model: defaultModel, models: choice, visionModels: seeing, providers, embeddingModel } = config;
  const { modelSilence: silence } = config;
  const models = createModels({ providers, defaultModel, choice, seeing, silence, log });
  for (const warning of modelWarnings(config)) log.warn(warning);
  const embeddings = embeddingModel && createEmbeddingModel(embeddingModel, { providers, log });
  const { speechModel, transcriptionModel } = config;
  const speaking = { providers, setUp: setUpProvider, log };
  return {
    models,
    embeddings,
    speech: speechModel && createSpeechModel(speechModel, speaking),
    transcription: transcriptionModel && createTranscriptionModel(transcriptionModel, speaking),
  };
}
