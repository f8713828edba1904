import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Authenticate, createLocalAuthenticate } from '../../../src/accounts/authenticate.ts';
import type { OperationRequest } from '../../../src/api/context.ts';
import { createGraphiqlPage } from '../../../src/edge/graphiql/graphiql-page.ts';
import { createHttpServer, type HttpServer } from '../../../src/edge/http-server.ts';
import type { SocketLimits } from '../../../src/edge/limits/socket-limits.ts';
import { createKnownDocuments } from '../../../src/edge/operations/known-documents.ts';
import { createOpenSubscriptions, type OpenSubscriptions } from '../../../src/edge/operations/open-subscriptions.ts';
import { createOperations } from '../../../src/edge/operations/operations.ts';
import type { PersistedDocuments } from '../../../src/edge/persisted/persisted-documents.ts';
import { createResolveDocument } from '../../../src/edge/persisted/resolve-document.ts';
import { createPublicErrors } from '../../../src/edge/request/public-error.ts';
import { createSocketServer, type SocketServer } from '../../../src/edge/websocket/socket-server.ts';
import { packageRoot } from '../lex/cluster-template.ts';
import { createEdgeSchema, type Signals } from './edge-schema.ts';

/** Often, so that tests needn't wait for one. */
const STREAM_PING_MS = 300;

interface EdgeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly allowedOrigins?: readonly string[];
  readonly allowedHosts?: readonly string[];
  readonly documents?: PersistedDocuments;
  readonly persistedOnly?: boolean;
  readonly limits?: Partial<SocketLimits>;
  readonly stalledStreamMs?: number;
  readonly createContext?: (request: OperationRequest) => object;
  /** Who is calling; else everybody is the same user. */
  readonly authenticate?: Authenticate;
  readonly checkReady?: () => Promise<readonly string[]>;
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
  const publicErrors = createPublicErrors(log);
  const subscriptions = createOpenSubscriptions();
  const resolveDocument = createResolveDocument(options.documents ?? new Map(), {
    only: options.persistedOnly ?? false,
  });
  const { authenticate = createLocalAuthenticate({ id: 'local', name: 'You', role: 'ADMIN' }) } = options;
  const operations = createOperations({
    schema,
    documents: createKnownDocuments(schema, options.documents?.values()),
    createContext: options.createContext ?? ((request) => request),
    resolveDocument,
    publicErrors,
    subscriptions,
    observe: () => undefined,
  });
  const sockets = createSocketServer({
    authenticate,
    operations,
    publicErrors,
    log,
    ...(options.limits && { limits: options.limits }),
  });
  const server = createHttpServer({
    config: {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      allowedOrigins: options.allowedOrigins ?? [],
      allowedHosts: options.allowedHosts ?? [],
    },
    authenticate,
    operations,
    sockets,
    graphiql: createGraphiqlPage({ packageRoot }),
    publicErrors,
    checkReady: options.checkReady ?? (async () => []),
    metrics: undefined,
    observe: () => undefined,
    log,
    streamPingMs: STREAM_PING_MS,
    ...(options.stalledStreamMs !== undefined && { stalledStreamMs: options.stalledStreamMs }),
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
