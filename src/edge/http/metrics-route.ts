import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Config } from '../../config/config.ts';
import { LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import { listen } from './listen.ts';
import type { Route } from './route.ts';
import { sendError } from './writing/send-json.ts';

const REQUEST_TIMEOUT_MS = 10_000;
/** How often it is looked who is late. */
const LOOK_MS = 2_000;

/** Answers `/metrics` with what Prometheus reads. */
export function createMetricsRoute({ read }: Pick<Metrics, 'read'>) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendError(response, 405, 'BAD_USER_INPUT', 'Metrics are read with GET.');
    }
    const { contentType, text } = await read();
    response.writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
}

/** A route for administrators alone, as for any other request where nobody is asked. */
export function forAdmins(route: Route, authenticate: Authenticate, addressOf: ClientAddress): Route {
  return async (request, response, facts) => {
    const { headers } = request;
    const { scopes } = await authenticate({ transport: 'http', headers, address: addressOf(request) });
    if (!scopes.includes('ADMIN')) throw new LexError('FORBIDDEN', 'Metrics need the scope ADMIN.');
    return route(request, response, facts);
  };
}

/**
 * Starts the server that answers `/metrics`, and nothing else, when the configuration has a port for it.
 *
 * @returns what stops it
 * @throws {StartError} when the port can't be listened on
 */
export async function startMetricsServer(
  metrics: Pick<Metrics, 'read'>,
  { host, metricsPort: port }: Pick<Config, 'host' | 'metricsPort'>,
  log: Logger,
): Promise<() => Promise<void>> {
  if (port === undefined) return async () => undefined;
  const route = createMetricsRoute(metrics);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: LOOK_MS },
    (request, response) => {
      response.on('error', () => response.destroy());
      if (request.url?.split('?')[0] !== '/metrics') {
        sendError(response, 404, 'NOT_FOUND', 'There is nothing at this path; metrics are at /metrics.');
        return;
      }
      route(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else sendError(response, 503, 'UNAVAILABLE', 'The metrics can not be read just now.');
      });
    },
  );
  const taken = await listen(server, { host, port }, 'LEX_METRICS_PORT');
  log.info({ metrics: `http://${host}:${taken}/metrics` }, 'metrics');
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
}
