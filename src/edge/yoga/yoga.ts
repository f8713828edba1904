import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { OperationRequest } from '../../api/context.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { MAX_BATCH } from '../limits/document-limits.ts';
import type { ResolveDocument } from '../persisted/resolve-document.ts';
import type { PublicErrors } from '../request/public-error.ts';
import type { ServerContext } from './plugins/edge-plugin.ts';
import type { OpenSubscriptions } from './plugins/open-subscriptions.ts';
import { useAcceptedForm } from './plugins/use-accepted-form.ts';
import { useDocumentLimits } from './plugins/use-document-limits.ts';
import { useGraphqlParams } from './plugins/use-graphql-params.ts';
import { useOperationMetrics } from './plugins/use-operation-metrics.ts';
import { usePersistedDocuments } from './plugins/use-persisted-documents.ts';
import { usePublicResults } from './plugins/use-public-results.ts';
import { useTransportRules } from './plugins/use-transport-rules.ts';

// Yoga counts parsed documents, not their size. A tree takes some forty times the memory of its text.
const CACHED_DOCUMENT_CHARACTERS = 1024 * 1024;

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  /** Called for each operation, once it is known to be valid. */
  readonly createContext: (request: OperationRequest) => object;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly subscriptions: OpenSubscriptions;
  /** Told of each operation's result, of a subscription when it begins. */
  readonly observe: Metrics['operation'];
  readonly log: Logger;
}

/**
 * The GraphQL engine behind HTTP and sockets: Yoga's pipeline of plugins. Our own code reads requests, answers CORS and
 * health, and serves GraphiQL, so everything that Yoga opens by default is off.
 */
export function createYogaServer(options: YogaOptions) {
  const { schema, createContext, publicErrors, log } = options;
  return createYoga<ServerContext, object>({
    schema,
    context: ({
      graphqlRequest: { requestId, viewer, signal },
      operationType = 'query',
    }: ServerContext & { operationType?: OperationRequest['operation'] }) =>
      createContext({ requestId, viewer, signal, operation: operationType }),
    // In the order in which they see an operation: what it asks for, whether it may, and what came of it.
    plugins: [
      useGraphqlParams(),
      usePersistedDocuments(options.resolveDocument),
      useDocumentLimits(),
      useTransportRules(),
      usePublicResults(options),
      useOperationMetrics(options.observe),
      useAcceptedForm(publicErrors),
    ],
    logging: {
      debug: () => undefined,
      info: () => undefined,
      warn: (...args: unknown[]) => log.warn({ yoga: args.map(String) }, 'yoga'),
      error: (...args: unknown[]) => log.error({ yoga: args.map(String) }, 'yoga'),
    },
    // usePublicResults masks errors: it knows the request id, which Yoga's hook for that isn't given.
    maskedErrors: false,
    batching: { limit: MAX_BATCH },
    // Errors aren't cached: Yoga would hand one mutable object to many requests.
    parserAndValidationCache: {
      documentCache: createDocumentCache(),
      errorCache: { get: () => undefined, set: () => undefined },
    },
    // request/request-body.ts has read the body before, and has bounded it.
    maxRequestBodySize: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
  });
}

export type YogaServer = ReturnType<typeof createYogaServer>;

/** Parsed documents by their text, bounded by the length of the texts together. */
function createDocumentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    maxSize: CACHED_DOCUMENT_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
}
