import type { Viewer } from '../accounts/viewer.ts';
import { createChatLoaders } from '../chat/chat-loaders.ts';
import { createJobLoaders } from '../jobs/job-loaders.ts';
import { createMemoryLoaders } from '../memory/memory-loaders.ts';
import type { Services } from '../graphql/context.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * The loaders of one operation.
 *
 * A subscription has one context for all its events, and mutations in one document follow each other, so their loaders gather
 * but don't keep: neither an event nor a mutation may be answered with what was read before it.
 */
export function createLoaders(services: Services, viewer: Viewer, operation: 'query' | 'mutation' | 'subscription') {
  const options = { cache: operation === 'query' };
  return {
    ...createChatLoaders(services, viewer.id, options),
    ...createJobLoaders(services.jobs, viewer, options),
    ...createMemoryLoaders(services.memory, viewer, options),
  };
}
