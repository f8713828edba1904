import type { Caller } from '../accounts/viewer.ts';
import type { Context, Loaders, Services } from '../graphql/context.ts';
import { createLoaders } from './loaders.ts';

/** What the edge knows about an operation that is about to run. */
export interface OperationRequest {
  readonly requestId: string;
  /** Who calls, as the door (accounts/authenticate.ts) found it. */
  readonly viewer: Caller;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** Aborts when the operation has ended or its client has gone. */
  readonly signal: AbortSignal;
}

/**
 * Creates the context of each operation, over HTTP and on sockets. All operations share the services. Loaders and the
 * signal are made when a resolver asks for them, which most don't.
 */
export function createContextFactory(services: Services): (request: OperationRequest) => Context {
  return (request) => {
    const { requestId, viewer, operation } = request;
    let loaders: Loaders | undefined;
    return {
      ...services,
      requestId,
      viewer,
      get signal() {
        return request.signal;
      },
      get loaders() {
        loaders ??= createLoaders(services, viewer, operation);
        return loaders;
      },
    };
  };
}
