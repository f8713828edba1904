import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { GraphiqlPage } from './graphiql/graphiql-page.ts';
import type { PublicErrors } from './request/public-error.ts';
import type { SocketServer } from './websocket/websocket.ts';
import type { YogaServer } from './yoga/yoga.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createGraphqlRoute, type RequestFacts } from './http/graphql-route.ts';
import { createHealth } from './http/health.ts';
import { listen } from './http/listen.ts';
import { createOriginGate } from './http/origin-gate.ts';
import { createRefusalLog } from './http/refusal-log.ts';
import { refuseUpgrade } from './http/refuse-upgrade.ts';
import { readRequestId } from './request/request-id.ts';
import { logRequest } from './request/request-log.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { sendError, sendJson } from './http/send-json.ts';
import { STALLED_STREAM_MS } from './http/send-response.ts';
import { createStaticAssets } from './http/static-assets.ts';

export interface HttpServerOptions {
  readonly config: Pick<Config, 'host' | 'port' | 'allowedOrigins' | 'allowedHosts'>;
  readonly yoga: YogaServer;
  readonly sockets: SocketServer;
  readonly graphiql: GraphiqlPage;
  readonly publicErrors: PublicErrors;
  /** Resolves with the reasons why this process should get no requests; none when all is well. */
  readonly checkReady: () => Promise<readonly string[]>;
  readonly log: Logger;
  /** Answers `/metrics`; undefined when it is answered on another port. */
  readonly metrics: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  /** Told of each request when it is over. */
  readonly observe: Metrics['request'];
  /** How long a client may leave a stream unread, in milliseconds. @default 30_000 */
  readonly stalledStreamMs?: number;
}

/** Everything that Lex answers over HTTP, on one port. */
export interface HttpServer {
  /**
   * Starts to answer. Resolves with the port, which the system chose when the configuration says 0.
   *
   * @throws {StartError} when the port is in use or may not be taken, or the host isn't this machine's
   */
  listen(): Promise<number>;
  /**
   * Stops: ready turns 503, nothing new is accepted, streams and sockets end so that their clients connect elsewhere,
   * requests under way are waited for up to `deadlineMs`, then cut off.
   *
   * @param options.announceMs for so long before that it goes on as it was, but says with each answer that the connection
   *   ends: a proxy then keeps none of which it can't know that it is about to be closed. @default 0
   */
  drain(deadlineMs: number, options?: { readonly announceMs?: number }): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 20_000;
// Longer than the 60 s that nginx keeps idle connections for: the one who sends must be the one who closes.
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
// GraphiQL keeps its document in the address: a reload sends it in the request line.
const MAX_HEADER_BYTES = 32 * 1024;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { config, log, sockets, publicErrors } = options;
  const health = createHealth(options.checkReady);
  const gate = createOriginGate(config);
  const refused = createRefusalLog(log);
  const assets = createStaticAssets(options.graphiql.assets);
  const ending = new AbortController();
  const graphql = createGraphqlRoute({
    yoga: options.yoga,
    gate,
    refused,
    ending: ending.signal,
    stalledMs: options.stalledStreamMs ?? STALLED_STREAM_MS,
    sendPage: options.graphiql.send,
  });

  const route = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
  ): Promise<void> => {
    if (path === '/graphql') return graphql(request, response, facts);
    if (path.startsWith('/graphiql/')) return assets.serve(path, request, response);
    if (path === '/health/live') return sendJson(response, 200, { live: true });
    if (path === '/health/ready') {
      const readiness = await health.ready();
      return sendJson(response, readiness.ready ? 200 : 503, readiness);
    }
    if (path === '/metrics' && options.metrics) {
      const refusal = gate.checkHost(request.headers);
      if (!refusal) return options.metrics(request, response);
      refused(refusal, facts.requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    if (path === '/') {
      response.writeHead(302, { Location: '/graphql' }).end();
      return;
    }
    sendError(response, 404, 'NOT_FOUND', 'There is nothing at this path; GraphQL is at /graphql.');
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '/', search = ''] = splitOnce(request.url ?? '/', '?');
    const facts: RequestFacts = { requestId: readRequestId(request.headers), search, operations: [] };
    response.setHeader('x-request-id', facts.requestId);
    setSecurityHeaders(response);
    logRequest({ log, observe: options.observe }, request, response, { ...facts, path });
    // Writing to a client that has just gone: without a listener it would end the process.
    response.on('error', (error) => log.debug({ requestId: facts.requestId, err: error }, 'client gone'));
    if (ending.signal.aborted) response.setHeader('Connection', 'close');
    try {
      await route(path, request, response, facts);
    } catch (error) {
      const { message } = publicErrors.of(error, facts.requestId);
      if (response.headersSent) response.destroy();
      else sendError(response, 500, 'INTERNAL_SERVER_ERROR', message);
    }
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const requestId = readRequestId(request.headers);
    const [path] = splitOnce(request.url ?? '/', '?');
    const refusal = gate.check(request.headers);
    if (path !== '/graphql') refuseUpgrade(socket, requestId, 404, 'NOT_FOUND', 'WebSockets are at /graphql.');
    else if (refusal !== undefined) {
      refused(refusal, requestId);
      refuseUpgrade(socket, requestId, 403, 'FORBIDDEN', refusal.message);
    } else if (ending.signal.aborted) refuseUpgrade(socket, requestId, 503, 'UNAVAILABLE', 'This process is stopping.');
    else if (sockets.full) refuseUpgrade(socket, requestId, 503, 'OVERLOADED', 'Too many sockets are open.');
    else sockets.accept(request, socket, head);
  };

  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      if (health.draining) response.shouldKeepAlive = false;
      response.once('close', () => {
        // A connection that was busy when draining began is idle only after this event.
        if (ending.signal.aborted) setImmediate(() => server.closeIdleConnections());
      });
      void answer(request, response);
    },
  );
  server.on('upgrade', upgrade);

  return {
    listen: () => listen(server, config, 'PORT'),
    async drain(deadlineMs, { announceMs = 0 } = {}) {
      health.startDraining();
      if (announceMs > 0) await sleep(announceMs);
      ending.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await Promise.all([closed, sockets.close(deadlineMs)]);
      clearTimeout(deadline);
    },
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
