import DataLoader from 'dataloader';
import { countBatches, type LoaderOptions } from '../../metrics/count-batches.ts';
import type { Owner } from '../viewer.ts';
import type { ApiKeyService } from './api-key-service.ts';

/** Keys by what names them. Null for what isn't the viewer's. */
export function createApiKeyLoaders(apiKeys: ApiKeyService, viewer: Owner, options: LoaderOptions) {
  return {
    apiKeyById: new DataLoader(
      countBatches('apiKeyById', options, (ids: readonly string[]) => apiKeys.byIds(viewer, ids)),
      options,
    ),
    apiKeysByOwner: new DataLoader(
      countBatches('apiKeysByOwner', options, (ids: readonly string[]) => apiKeys.listOf(ids)),
      options,
    ),
  };
}
