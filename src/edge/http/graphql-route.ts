import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange, OperationName } from '../request/graphql-request.ts';
import type { YogaServer } from '../yoga/yoga.ts';
import { readAccept } from '../request/accept.ts';
import { setCorsHeaders } from './cors.ts';
import type { OriginGate, Refusal } from './origin-gate.ts';
import { readQueryParams } from '../request/query-params.ts';
import { readJsonBody } from '../request/request-body.ts';
import { sendError } from './send-json.ts';
import { sendResponse } from './send-response.ts';

export interface GraphqlRouteOptions {
  readonly yoga: YogaServer;
  readonly gate: OriginGate;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** Aborts when streams must end because the process drains. */
  readonly ending: AbortSignal;
  /** How long a client may leave a stream unread, in milliseconds. */
  readonly stalledMs: number;
  /** Answers a browser's address bar. */
  sendPage(response: ServerResponse): void;
}

/** What the server knows about a request before any route has it. */
export interface RequestFacts {
  readonly requestId: string;
  /** The query string, without its question mark. */
  readonly search: string;
  /** Filled with what ran, for the log. */
  readonly operations: OperationName[];
}

/** `/graphql` over HTTP: single operations, batches, SSE, and the page for browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions) {
  const { yoga, gate } = options;

  return async (request: IncomingMessage, response: ServerResponse, facts: RequestFacts): Promise<void> => {
    const accepted = readAccept(request.headers.accept);
    const navigation = request.method === 'GET' && accepted.page;
    const refusal = gate.check(request.headers, { navigation });
    if (refusal !== undefined) {
      options.refused(refusal, facts.requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    setCorsHeaders(request, response, gate.readerOf(request.headers));
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { Allow: 'GET, POST, OPTIONS' }).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.setHeader('Allow', 'GET, POST, OPTIONS');
      return sendError(response, 405, 'BAD_USER_INPUT', 'GraphQL takes GET and POST.');
    }
    if (navigation) return options.sendPage(response);
    if (accepted.answer === undefined) {
      const kinds = 'application/graphql-response+json, application/json or text/event-stream';
      return sendError(response, 406, 'BAD_USER_INPUT', `Accept one of ${kinds}.`);
    }
    const exchange = createHttpExchange(request, response, facts, {
      answer: accepted.answer,
      stream: accepted.stream,
    });
    // What Yoga needs of the request is in the exchange; its own Request stays empty.
    const { Request } = yoga.fetchAPI;
    const answer = await yoga.handleRequest(new Request('http://localhost/graphql', { method: request.method }), {
      exchange,
    });
    response.setHeader('Cache-Control', 'no-store');
    await sendResponse(answer, response, options);
  };
}

function createHttpExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { requestId, search, operations }: RequestFacts,
  { answer, stream }: Pick<Exchange, 'answer' | 'stream'>,
): Exchange {
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  return {
    requestId,
    signal: ended.signal,
    method: request.method,
    answer,
    stream,
    operations,
    batched: false,
    end: () => ended.abort(),
    readParams: async () =>
      request.method === 'GET' ? readQueryParams(new URLSearchParams(search)) : await readJsonBody(request),
  };
}
