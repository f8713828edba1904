import type { Viewer } from '../accounts/viewer.ts';
import { createChatLoaders } from '../chat/chat-loaders.ts';
import { createJobLoaders } from '../jobs/job-loaders.ts';
import { createMemoryLoaders } from '../memory/memory-loaders.ts';
import type { Services } from './context.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * The loaders of one operation.
 *
 * A subscription has one context for all its events, so its loaders gather but don't keep: an event must not be
 * answered with what an earlier one read.
 */
export function createLoaders(services: Services, viewer: Viewer, operation: 'query' | 'mutation' | 'subscription') {
  const options = { cache: operation !== 'subscription' };
  return {
    ...createChatLoaders(services.chat, viewer, options),
    ...createJobLoaders(services.jobs, viewer, options),
    ...createMemoryLoaders(services.memory, viewer, options),
  };
}
