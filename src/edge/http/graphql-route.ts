import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../../accounts/authenticate.ts';
import { type Accepted, readAccept } from '../request/accept.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import { readQueryParams } from '../request/query-params.ts';
import { readJsonBody } from '../request/request-body.ts';
import type { RequestFacts } from '../request/request-facts.ts';
import type { YogaServer } from '../yoga/yoga.ts';
import { setCorsHeaders } from './cors.ts';
import type { OriginGate, Refusal } from './origin-gate.ts';
import type { Route } from './route.ts';
import { sendError } from './send-json.ts';
import { type SendOptions, sendResponse } from './send-response.ts';

export interface GraphqlRouteOptions extends SendOptions {
  readonly authenticate: Authenticate;
  readonly yoga: YogaServer;
  readonly gate: OriginGate;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** Answers a browser that opens the address. */
  readonly sendPage: (response: ServerResponse) => void;
}

/** `/graphql` over HTTP: single operations, batches, SSE, and the page for browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  const { authenticate, yoga, gate } = options;

  return async (request, response, facts) => {
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
    const graphqlRequest = await readGraphqlRequest({
      request,
      response,
      facts,
      authenticate,
      answer: accepted.answer,
      stream: accepted.stream,
    });
    // Yoga finds all that it needs in the GraphqlRequest; the Request that it insists on stays empty.
    const { Request } = yoga.fetchAPI;
    const empty = new Request('http://localhost/graphql', { method: request.method });
    const answer = await yoga.handleRequest(empty, { graphqlRequest });
    response.setHeader('Cache-Control', 'no-store');
    await sendResponse(answer, response, options);
  };
}

/** @throws what `authenticate` refuses the caller with */
async function readGraphqlRequest({
  request,
  response,
  facts: { requestId, search, operations },
  authenticate,
  answer,
  stream,
}: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly facts: RequestFacts;
  readonly authenticate: Authenticate;
  readonly answer: NonNullable<Accepted['answer']>;
  readonly stream: boolean;
}): Promise<GraphqlRequest> {
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  return {
    requestId,
    viewer: await authenticate({ transport: 'http', headers: request.headers }),
    signal: ended.signal,
    end: () => ended.abort(),
    method: request.method,
    answer,
    stream,
    operations,
    batched: false,
    readParams: async () =>
      request.method === 'GET' ? readQueryParams(new URLSearchParams(search)) : await readJsonBody(request),
  };
}
