import type { Config } from '../config/config.ts';
import { formatModelName } from '../config/model-name.ts';
import type { Models } from './models.ts';

/**
 * The models that the settings name, as provider/name: those that are offered, that for embeddings, and those with a
 * price. Users may choose others where no list forbids it.
 */
export function configuredModels(
  { models: listed, embeddingModel, prices }: Pick<Config, 'models' | 'embeddingModel' | 'prices'>,
  { offered, default: byDefault }: Pick<Models, 'offered' | 'default'>,
): ReadonlySet<string> {
  const named = [byDefault, ...offered, ...(listed ?? []), ...(embeddingModel ? [embeddingModel] : [])];
  return new Set([...named.map(formatModelName), ...prices.keys()]);
}
