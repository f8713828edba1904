import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { HttpServer } from '../../../src/edge/http-server.ts';
import type { OpenSubscriptions } from '../../../src/edge/operations/open-subscriptions.ts';
import type { SocketServer } from '../../../src/edge/websocket/socket-server.ts';
import { packageRoot } from '../lex/cluster-template.ts';
import { type AssembledEdgeOptions, assembleEdge } from './assemble-edge.ts';
import { createEdgeSchema, type Signals } from './edge-schema.ts';

const BODY_MAX_BYTES = 16 * 2 ** 20;
/** Often, so that tests needn't wait for one. */
const STREAM_PING_MS = 300;

interface EdgeOptions extends Omit<AssembledEdgeOptions, 'schema' | 'log' | 'packageRoot' | 'config'> {
  readonly host?: string;
  readonly port?: number;
  readonly allowedOrigins?: readonly string[];
  readonly allowedHosts?: readonly string[];
  readonly trustProxy?: number;
  readonly bodyMaxBytes?: number;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Edge {
  readonly port: number;
  /** Of the GraphQL endpoint. */
  readonly url: string;
  readonly socketUrl: string;
  readonly server: HttpServer;
  readonly sockets: SocketServer;
  readonly subscriptions: OpenSubscriptions;
  readonly signals: Signals;
  readonly logLines: readonly LogLine[];
  /** Posts an operation as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** The whole edge on a free port, over a small schema; it stops when the test ends. */
export async function startEdge(options: EdgeOptions = {}): Promise<Edge> {
  const logLines: LogLine[] = [];
  const log = pino({ base: undefined }, { write: (line) => logLines.push(JSON.parse(line)) });
  const { schema, signals } = createEdgeSchema();
  const { host = '127.0.0.1', port: wanted = 0, allowedOrigins = [], allowedHosts = [], ...others } = options;
  const { trustProxy = 0, bodyMaxBytes = BODY_MAX_BYTES, ...more } = others;
  const { server, sockets, subscriptions } = assembleEdge({
    ...more,
    config: { host, port: wanted, allowedOrigins, allowedHosts, trustProxy, bodyMaxBytes },
    schema,
    log,
    packageRoot,
    streamPingMs: more.streamPingMs ?? STREAM_PING_MS,
  });
  const port = await server.listen();
  onTestFinished(async () => {
    signals.release();
    await server.drain(0);
  });

  const url = `http://127.0.0.1:${port}/graphql`;
  return {
    port,
    url,
    socketUrl: `ws://127.0.0.1:${port}/graphql`,
    server,
    sockets,
    subscriptions,
    signals,
    logLines,
    post: (body, headers = {}) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
