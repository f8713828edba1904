import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { createYoga, getSSEProcessor, isAsyncIterable, type Plugin, processRegularResult } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { useDocumentLimits } from '../limits/document-limits.ts';
import type { Exchange, OperationRequest } from '../request/graphql-request.ts';
import { readGraphqlParams } from '../request/graphql-params.ts';
import type { OpenSubscriptions } from './plugins/open-subscriptions.ts';
import type { ResolveDocument } from '../persisted/persisted.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { requestError } from '../request/request-error.ts';

/** The most operations in one batch. */
export const MAX_BATCH = 10;

// Yoga counts parsed documents, not their size. A tree takes some forty times the memory of its text.
const CACHED_DOCUMENT_CHARACTERS = 1024 * 1024;

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  /** Called for each operation, once it is known to be valid. */
  readonly createContext: (request: OperationRequest) => object | Promise<object>;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly subscriptions: OpenSubscriptions;
  /** Told of each operation's result, of a subscription when it begins. */
  readonly observe: Metrics['operation'];
  readonly log: Logger;
}

interface ServerContext extends Record<string, unknown> {
  readonly exchange: Exchange;
}

type EdgePlugin = Plugin<ServerContext, ServerContext>;

/**
 * The GraphQL engine behind HTTP and sockets. Reading requests, CORS, GraphiQL and health are http/'s; what is left on
 * here is Yoga's pipeline, with everything off that is open by default.
 */
export function createYogaServer(options: YogaOptions) {
  const { schema, createContext, log } = options;
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: CACHED_DOCUMENT_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return createYoga<ServerContext, object>({
    schema,
    context: (initial: ServerContext & { operationKind?: OperationRequest['operation'] }) =>
      createContext({
        requestId: initial.exchange.requestId,
        operation: initial.operationKind ?? 'query',
        signal: initial.exchange.signal,
      }),
    plugins: [
      useExchange(),
      usePersistedDocuments(options.resolveDocument),
      useDocumentLimits(),
      usePublicResults(options),
      useAnswers(options),
    ],
    logging: {
      debug: () => undefined,
      info: () => undefined,
      warn: (...args: unknown[]) => log.warn({ yoga: args.map(String) }, 'yoga'),
      error: (...args: unknown[]) => log.error({ yoga: args.map(String) }, 'yoga'),
    },
    // Masking needs the request id, which Yoga's hook doesn't get: usePublicResults does it.
    maskedErrors: false,
    batching: { limit: MAX_BATCH },
    // Errors aren't cached: Yoga would hand one mutable object to many requests.
    parserAndValidationCache: { documentCache: documents, errorCache: { get: () => undefined, set: () => undefined } },
    // http/request-body.ts has read and bounded the body before.
    maxRequestBodySize: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
  });
}

export type YogaServer = ReturnType<typeof createYogaServer>;

/** Takes the parameters from the exchange instead of Yoga's parsers, which also take forms and uploads. */
function useExchange(): EdgePlugin {
  return {
    onRequestParse({ setRequestParser, serverContext: { exchange } }) {
      setRequestParser(async () => {
        const params = await exchange.readParams();
        if (!Array.isArray(params)) return readGraphqlParams(params);
        exchange.batched = true;
        if (params.length === 0) throw requestError(400, 'A batch holds at least one operation.');
        if (params.length > MAX_BATCH) throw requestError(413, `A batch holds up to ${MAX_BATCH} operations.`);
        return params.map(readGraphqlParams);
      });
    },
  };
}

/** Runs before Yoga's own checks, and is the first to see what clients sent. */
function usePersistedDocuments(resolveDocument: ResolveDocument): EdgePlugin {
  return {
    onParams({ params, setParams }) {
      const checked = readGraphqlParams(params);
      const { operationName, variables } = checked;
      setParams({
        query: resolveDocument(checked),
        ...(operationName !== undefined && { operationName }),
        ...(variables !== undefined && { variables }),
      });
    },
  };
}

/**
 * Makes every error public, whatever the transport, and ends streams with their client: a subscription whose source
 * fails sends that error as its last result.
 */
function usePublicResults({ publicErrors, subscriptions, observe }: YogaOptions): EdgePlugin {
  const count = ({ document, operationName }: ExecutionArgs, { errors }: Pick<ExecutionResult, 'errors'>) => {
    const type = getOperationAST(document, operationName)?.operation ?? 'query';
    observe({ type, outcome: errors?.[0] ? String(errors[0].extensions['code']) : 'ok' });
  };
  const show = (result: ExecutionResult, { requestId }: Exchange): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => publicErrors.of(error, requestId)) } : result;
  return {
    onExecute: () => ({
      onExecuteDone({ args, result, setResult }) {
        if (isAsyncIterable(result)) return;
        const shown = show(result, args.contextValue.exchange);
        count(args, shown);
        setResult(shown);
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult({ args, result, setResult }) {
        const { exchange } = args.contextValue;
        if (!isAsyncIterable(result)) {
          const shown = show(result, exchange);
          count(args, shown);
          return setResult(shown);
        }
        count(args, {});
        const tracked = subscriptions.track(result, {
          signal: exchange.signal,
          show: (each) => show(each, exchange),
          last: (error) => ({ errors: [publicErrors.of(error, exchange.requestId)] }),
          onEnd: () => exchange.end(),
        });
        setResult(tracked);
      },
    }),
  };
}

/** Writes the answer in the form that was accepted, refusals included. */
function useAnswers({ publicErrors }: YogaOptions): EdgePlugin {
  const stream = getSSEProcessor();
  return {
    onResultProcess({ result, setResult, setResultProcessor, serverContext: { exchange } }) {
      const streams = isAsyncIterable(result) || (exchange.answer === 'event-stream' && !exchange.batched);
      if (streams) setResultProcessor(stream, 'text/event-stream');
      else if (exchange.answer === 'graphql-response+json') {
        setResultProcessor(processRegularResult, 'application/graphql-response+json');
      } else setResultProcessor(processRegularResult, 'application/json');

      const withStatus = (each: ExecutionResult): ExecutionResult =>
        each.errors
          ? { ...each, errors: each.errors.map((error) => publicErrors.forHttp(error, exchange.requestId)) }
          : each;
      if (!isAsyncIterable(result)) setResult(Array.isArray(result) ? result.map(withStatus) : withStatus(result));
    },
  };
}
