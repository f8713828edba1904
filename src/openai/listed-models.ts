import { formatModelName, type ModelName } from '../config/model-name.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Models } from '../models/models.ts';
import { findModel } from './completions/find-model.ts';

/** A model as OpenAI's API lists it. */
export interface ListedModel {
  /** As provider/name. */
  readonly id: string;
  readonly object: 'model';
  /** In seconds since 1970. Nobody knows when models were made: it is when this process began. */
  readonly created: number;
  /** The provider. */
  readonly owned_by: string;
}

const STARTED_S = Math.floor(Date.now() / 1_000 - process.uptime());

/** The models that are offered, the default first, and that of embeddings. */
export function listModels(models: Models, embeddings: EmbeddingModel | undefined): ListedModel[] {
  return [...models.offered, ...(embeddings ? [embeddings.name] : [])].map(listed);
}

/**
 * One model by its name: also one that isn't listed, where every model of a provider may be chosen.
 *
 * @throws {LexError} NOT_FOUND
 */
export function listModel(models: Models, embeddings: EmbeddingModel | undefined, id: string): ListedModel {
  if (embeddings && formatModelName(embeddings.name) === id) return listed(embeddings.name);
  return listed(findModel(models, id).name);
}

function listed(name: ModelName): ListedModel {
  return { id: formatModelName(name), object: 'model', created: STARTED_S, owned_by: name.provider };
}
