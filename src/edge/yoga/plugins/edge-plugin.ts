import type { Plugin } from 'graphql-yoga';
import type { GraphqlRequest } from '../../request/graphql-request.ts';

/** What Yoga is given with each request, and plugins find in the context. */
export interface ServerContext extends Record<string, unknown> {
  readonly graphqlRequest: GraphqlRequest;
}

export type EdgePlugin = Plugin<ServerContext, ServerContext>;
