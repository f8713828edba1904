import DataLoader from 'dataloader';
import type { Owner } from '../viewer.ts';
import type { ApiKeyService } from './api-key-service.ts';

/** Keys by what names them. Null for what isn't the viewer's. */
export function createApiKeyLoaders(apiKeys: ApiKeyService, viewer: Owner, options: { cache: boolean }) {
  return {
    apiKeyById: new DataLoader((ids: readonly string[]) => apiKeys.byIds(viewer, ids), options),
    apiKeysByOwner: new DataLoader((ids: readonly string[]) => apiKeys.listOf(ids), options),
  };
}
