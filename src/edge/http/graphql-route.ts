import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Caller, CredentialEnd } from '../../accounts/viewer.ts';
import type { Rates } from '../../rates/rates.ts';
import type { AnswerCache, GivenAnswer } from '../answers/answer-cache.ts';
import { costOfBody } from '../limits/cost/cost-of-refused.ts';
import { enterLive } from '../limits/live-of-user.ts';
import type { OpenCounts } from '../limits/open-counts.ts';
import { refusalsOf } from '../operations/known-documents.ts';
import type { Operations, PreparedOperation } from '../operations/operations.ts';
import type { Subscribed } from '../operations/subscribe.ts';
import { jsonOf } from '../operations/write-result.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import { isPreflighted } from '../origin/preflighted.ts';
import type { Overload } from '../overload/overload.ts';
import { type Accepted, readAccept, type StreamKind } from '../request/accept.ts';
import { type GraphqlParams, readOperations } from '../request/graphql-params.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { readQueryParams } from '../request/query-params.ts';
import { readJsonBody } from '../request/request-body.ts';
import { requestError } from '../request/request-error.ts';
import type { RequestFacts } from '../request/request-facts.ts';
import { HttpRequest } from './http-request.ts';
import type { Route } from './route.ts';
import { runBatch } from './run-batch.ts';
import { dataHeaders, setCommonHeaders, setHeaders } from './writing/common-headers.ts';
import { rateHeaders } from './writing/rate-headers.ts';
import { sendError } from './writing/send-json.ts';
import { type StreamOptions, sendStream } from './writing/send-stream.ts';
import { STREAM_FORMS } from './writing/stream-forms.ts';
import { whileItHolds } from './writing/while-it-holds.ts';
import { answerFor, isStreamKind, plainKind, writeFreshAnswer } from './writing/write-answer.ts';
import { writeKeptAnswer } from './writing/write-kept-answer.ts';

export interface GraphqlRouteOptions extends StreamOptions {
  readonly authenticate: Authenticate;
  readonly operations: Operations;
  readonly answers: AnswerCache;
  readonly publicErrors: PublicErrors;
  readonly gate: OriginGate;
  readonly addressOf: ClientAddress;
  /** Counts the sockets and streams of each user. */
  readonly live: OpenCounts;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** Refuses what there is too much of, before anything of it is read. */
  readonly overload: Pick<Overload, 'refuseRequest'>;
  /** The longest body, in bytes. */
  readonly bodyMaxBytes: number;
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
  readonly stream: StreamKind | undefined;
  readonly headers: string[];
}

/** The headers of a request that make another answer. */
const VARY = 'Origin, Accept, Accept-Encoding, Authorization';
const METHODS = 'GET, POST, OPTIONS';
const KINDS =
  'application/graphql-response+json, application/json, text/event-stream or multipart/mixed;subscriptionSpec=1.0';

/** `/graphql` over HTTP: single operations, batches, streams, and the page for browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  const { gate } = options;
  const answerGraphql = createGraphqlAnswer(options);

  return (request, response, facts) => {
    const { method } = request;
    const accepted = readAccept(request.headers.accept);
    const navigation = method === 'GET' && accepted.page;
    const refusal = gate.check(request.headers, { navigation });
    if (refusal !== undefined) {
      options.refused(refusal, facts.requestId);
      setCommonHeaders(response, facts.requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    const cors = corsHeaders(request, gate.readerOf(request.headers));
    if (accepted.answer !== undefined && !navigation && (method === 'POST' || method === 'GET')) {
      const { answer: kind, stream } = accepted;
      const headers = dataHeaders(facts.requestId);
      headers.push('Vary', VARY, ...cors);
      return answerGraphql({ request, response, facts, kind, stream, headers });
    }
    setCommonHeaders(response, facts.requestId);
    setHeaders(response, ['Vary', VARY, ...cors]);
    if (method === 'OPTIONS') return void response.writeHead(204, { Allow: METHODS }).end();
    if (navigation) return options.sendPage(response);
    if (method === 'POST' || method === 'GET') {
      return sendError(response, 406, 'BAD_USER_INPUT', `Accept one of ${KINDS}.`);
    }
    response.setHeader('Allow', METHODS);
    return sendError(response, 405, 'BAD_USER_INPUT', 'GraphQL takes GET and POST.');
  };
}

type Results = GivenAnswer | readonly ExecutionResult[] | Subscribed;

function createGraphqlAnswer(options: GraphqlRouteOptions) {
  const { authenticate, operations, answers, publicErrors, addressOf, live, rates, overload } = options;

  const start = (operation: PreparedOperation, asked: Asked, from: HttpRequest): Results | Promise<Results> => {
    const { operation: type } = operation.compiled.operation;
    if (type === 'subscription') {
      from.whenClosed(enterLive(from.viewer, live));
      return operations.subscribe(operation);
    }
    const { tellsCost } = operation;
    return type === 'query' && !tellsCost && takesKept(asked) ? answers.answer(operation) : operations.run(operation);
  };

  // What is at hand is not waited for: most answers come without a promise but for the body's.
  const run = (asked: Asked, viewer: Caller, params: Params): Results | Promise<Results> => {
    const { response, facts } = asked;
    const stream = asked.stream !== undefined;
    if (isBatch(params)) {
      return runBatch(params, new HttpRequest(response, facts, { viewer, stream, batched: true }), options);
    }
    const from = new HttpRequest(response, facts, { viewer, stream, batched: false });
    const prepared = operations.prepare(params, from);
    if (!(prepared instanceof Promise)) return start(prepared, asked, from);
    return prepared.then((operation) => start(operation, asked, from));
  };

  /** Pages may read why they are refused: the refusal has the headers of other answers. */
  const enter = ({ request, response, headers }: Asked): Caller | Promise<Caller> => {
    const refused = (error: unknown): never => {
      setHeaders(response, headers);
      throw error;
    };
    try {
      overload.refuseRequest(request);
      const caller = authenticate({ transport: 'http', headers: request.headers, address: addressOf(request) });
      return caller instanceof Promise ? caller.catch(refused) : caller;
    } catch (error) {
      return refused(error);
    }
  };

  return async (asked: Asked): Promise<void> => {
    const { request, response, facts, kind, stream = 'event-stream', headers } = asked;
    const entered = enter(asked);
    const viewer = entered instanceof Promise ? await entered : entered;
    const forHttp = (errors: readonly unknown[]): readonly GraphQLError[] =>
      errors.map((each) => publicErrors.forHttp(each, facts.requestId));
    let results: Results;
    try {
      rates.refuseSpent(viewer);
      const onRead = (bytes: number): void => chargeBody(rates, viewer, bytes);
      const params = readParams(request, facts, options.bodyMaxBytes, onRead);
      const running = run(asked, viewer, params instanceof Promise ? await params : params);
      results = running instanceof Promise ? await running : running;
    } catch (error) {
      results = { errors: forHttp(refusalsOf(error)) };
    }
    if (viewer.credential) headers.push(...rateHeaders(rates.standings(viewer)));
    if ('kept' in results) return writeKeptAnswer(response, headers, results, plainKind(kind));
    if (!isBatch(results) && 'errors' in results && results.errors) {
      results = { ...results, errors: forHttp(results.errors) };
    }
    if (Symbol.asyncIterator in results && viewer.credential) {
      const last = ({ error }: CredentialEnd): Buffer =>
        STREAM_FORMS[stream].fatal(jsonOf({ errors: [publicErrors.of(error, facts.requestId)] }));
      return sendStream(whileItHolds(results, viewer.credential, last), asked, options, STREAM_FORMS[stream]);
    }
    if (Symbol.asyncIterator in results) return sendStream(results, asked, options, STREAM_FORMS[stream]);
    if (isStreamKind(kind) && !isBatch(results)) return sendStream(results, asked, options, STREAM_FORMS[kind]);
    return writeFreshAnswer(response, headers, answerFor(results, plainKind(kind)));
  };
}

/** A long body costs its sender something, whatever is in it. */
function chargeBody(rates: Rates, caller: Caller, bytes: number): void {
  const cost = costOfBody(bytes);
  if (cost > 0) rates.charge(caller, cost);
}

/** A client may ask for an answer that was made for it; streams are made for theirs anyway. */
function takesKept({ kind, request }: Asked): boolean {
  if (isStreamKind(kind)) return false;
  const control = request.headers['cache-control'];
  return control === undefined || !/\bno-(cache|store)\b/i.test(control);
}

function isBatch<T, R>(list: readonly T[] | R): list is readonly T[] {
  return Array.isArray(list);
}

/** @throws {GraphQLError} 403 for a text that the page of another site could have sent */
function readGet({ headers }: IncomingMessage, search: string): ReturnType<typeof readOperations> {
  const params = readQueryParams(new URLSearchParams(search));
  if (!params['query'] || isPreflighted(headers)) return readOperations(params);
  throw requestError(403, 'With GET send "content-type: application/json", or name a persisted document.', {
    code: 'FORBIDDEN',
  });
}

type Params = GraphqlParams | readonly GraphqlParams[];

/** @throws {GraphQLError} with its HTTP status, when the request holds no operations */
function readParams(
  request: IncomingMessage,
  { search }: RequestFacts,
  maxBytes: number,
  onRead: (bytes: number) => void,
): Params | Promise<Params> {
  if (request.method === 'GET') return readGet(request, search);
  return readJsonBody(request, maxBytes, onRead).then(readOperations);
}
