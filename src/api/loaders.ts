import { createAccountLoaders } from '../accounts/account-loaders.ts';
import { createApiKeyLoaders } from '../accounts/keys/api-key-loaders.ts';
import { createUserLoaders } from '../accounts/users/user-loaders.ts';
import type { Viewer } from '../accounts/viewer.ts';
import { createChatLoaders } from '../chat/chat-loaders.ts';
import { createDocumentLoaders } from '../documents/document-loaders.ts';
import type { Loaders, Services } from '../graphql/context.ts';
import { createJobLoaders } from '../jobs/job-loaders.ts';
import { createMemoryLoaders } from '../memory/memory-loaders.ts';
import type { LoaderOptions } from '../metrics/count-batches.ts';
import { createUsageLoaders } from '../usage/usage-loaders.ts';

/**
 * The loaders of one operation.
 *
 * Only those of a query remember what they have read. A subscription keeps one context for all its events, and the
 * mutations of a document follow each other: neither may be answered with what was read before.
 *
 * @param onBatch told of each batch. @default nobody is
 */
export function createLoaders(
  services: Services,
  viewer: Viewer,
  operation: 'query' | 'mutation' | 'subscription',
  onBatch?: LoaderOptions['onBatch'],
): Loaders {
  const options = { cache: operation === 'query', onBatch };
  return {
    ...createAccountLoaders(services.accounts, options),
    ...createApiKeyLoaders(services.apiKeys, viewer, options),
    ...createChatLoaders(services, viewer.id, options),
    ...createDocumentLoaders(services.documents, viewer, options),
    ...createJobLoaders(services.jobs, viewer, options),
    ...createMemoryLoaders(services.memory, viewer, options),
    ...createUsageLoaders(services, options),
    ...createUserLoaders(services.users, options),
  };
}
