import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Viewer } from '../../accounts/viewer.ts';
import { refusalsOf } from '../operations/known-documents.ts';
import type { Operations } from '../operations/operations.ts';
import type { Subscribed } from '../operations/subscribe.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import { type Accepted, readAccept } from '../request/accept.ts';
import { type GraphqlParams, readOperations } from '../request/graphql-params.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { readQueryParams } from '../request/query-params.ts';
import { readJsonBody } from '../request/request-body.ts';
import type { RequestFacts } from '../request/request-facts.ts';
import { commonHeaders, type HeaderList, setHeaders } from './common-headers.ts';
import { HttpRequest } from './http-request.ts';
import type { Route } from './route.ts';
import { runBatch } from './run-batch.ts';
import { type EventStreamOptions, sendEventStream } from './send-event-stream.ts';
import { sendError } from './send-json.ts';
import { answerFor, plainKind, writeAnswer } from './write-answer.ts';

export interface GraphqlRouteOptions extends EventStreamOptions {
  readonly authenticate: Authenticate;
  readonly operations: Operations;
  readonly publicErrors: PublicErrors;
  readonly gate: OriginGate;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** Answers a browser that opens the address. */
  readonly sendPage: (response: ServerResponse) => void;
}

/** What is known of a request that may be answered. */
interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly facts: RequestFacts;
  readonly kind: NonNullable<Accepted['answer']>;
  readonly stream: boolean;
  readonly headers: HeaderList;
}

const METHODS = 'GET, POST, OPTIONS';
const KINDS = 'application/graphql-response+json, application/json or text/event-stream';

/** `/graphql` over HTTP: single operations, batches, event streams, and the page for browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  const { gate } = options;
  const answerGraphql = createGraphqlAnswer(options);

  return async (request, response, facts) => {
    const { method } = request;
    const common = commonHeaders(facts.requestId);
    const accepted = readAccept(request.headers.accept);
    const navigation = method === 'GET' && accepted.page;
    const refusal = gate.check(request.headers, { navigation });
    if (refusal !== undefined) {
      options.refused(refusal, facts.requestId);
      setHeaders(response, common);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    const headers = [...common, 'Vary', 'Origin', ...corsHeaders(request, gate.readerOf(request.headers))];
    if (accepted.answer !== undefined && !navigation && (method === 'POST' || method === 'GET')) {
      const { answer: kind, stream } = accepted;
      return answerGraphql({ request, response, facts, kind, stream, headers });
    }
    setHeaders(response, headers);
    if (method === 'OPTIONS') return void response.writeHead(204, { Allow: METHODS }).end();
    if (navigation) return options.sendPage(response);
    if (method === 'POST' || method === 'GET') {
      return sendError(response, 406, 'BAD_USER_INPUT', `Accept one of ${KINDS}.`);
    }
    response.setHeader('Allow', METHODS);
    return sendError(response, 405, 'BAD_USER_INPUT', 'GraphQL takes GET and POST.');
  };
}

type Results = readonly ExecutionResult[] | Subscribed;

function createGraphqlAnswer(options: GraphqlRouteOptions) {
  const { authenticate, operations, publicErrors } = options;

  async function run({ request, response, facts, stream }: Asked, viewer: Viewer): Promise<Results> {
    const params = await readParams(request, facts);
    if (isBatch(params)) {
      return runBatch(params, new HttpRequest(response, facts, { viewer, stream, batched: true }), options);
    }
    const operation = operations.prepare(params, new HttpRequest(response, facts, { viewer, stream, batched: false }));
    const { operation: type } = operation.compiled.operation;
    return type === 'subscription' ? operations.subscribe(operation) : operations.run(operation);
  }

  return async (asked: Asked): Promise<void> => {
    const { request, response, facts, kind, headers } = asked;
    const viewer = await authenticate({ transport: 'http', headers: request.headers });
    const forHttp = (errors: readonly unknown[]): readonly GraphQLError[] =>
      errors.map((each) => publicErrors.forHttp(each, facts.requestId));
    let results: Results;
    try {
      results = await run(asked, viewer);
    } catch (error) {
      results = { errors: forHttp(refusalsOf(error)) };
    }
    if (!isBatch(results) && 'errors' in results && results.errors) {
      results = { ...results, errors: forHttp(results.errors) };
    }
    if (Symbol.asyncIterator in results || (kind === 'event-stream' && !isBatch(results))) {
      return sendEventStream(results, asked, options);
    }
    const { status, headers: more, body } = answerFor(results, plainKind(kind));
    writeAnswer(response, headers, { status, headers: [...more, 'Cache-Control', 'no-store'], body });
  };
}

function isBatch<T, R>(list: readonly T[] | R): list is readonly T[] {
  return Array.isArray(list);
}

/** @throws {GraphQLError} with its HTTP status, when the request holds no operations */
async function readParams(
  request: IncomingMessage,
  { search }: RequestFacts,
): Promise<GraphqlParams | readonly GraphqlParams[]> {
  if (request.method === 'GET') return readOperations(readQueryParams(new URLSearchParams(search)));
  return readOperations(await readJsonBody(request));
}
