import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { type Authenticate, createLocalAuthenticate } from '../../../src/accounts/authenticate.ts';
import type { OperationRequest } from '../../../src/api/context.ts';
import { type CacheCounters, createCacheCounters } from '../../../src/cache/cache-counters.ts';
import type { CacheStore } from '../../../src/cache/cache-store.ts';
import type { ChangeJournal } from '../../../src/cache/change-journal.ts';
import { LocalChangeJournal } from '../../../src/cache/local-change-journal.ts';
import type { SharedLevel } from '../../../src/cache/shared/shared-level.ts';
import { createAnswerCache } from '../../../src/edge/answers/answer-cache.ts';
import { createConsolePage } from '../../../src/edge/console/console-page.ts';
import type { ConsoleSettings } from '../../../src/edge/console/console-settings.ts';
import { createGraphiqlPage } from '../../../src/edge/graphiql/graphiql-page.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../../src/edge/http-server.ts';
import type { ExecutionTime } from '../../../src/edge/limits/execution-time.ts';
import { HTTP_TIMES, type HttpTimes } from '../../../src/edge/limits/http-limits.ts';
import type { SocketLimits } from '../../../src/edge/limits/socket-limits.ts';
import { createKnownDocuments } from '../../../src/edge/operations/known-documents.ts';
import { createOpenSubscriptions, type OpenSubscriptions } from '../../../src/edge/operations/open-subscriptions.ts';
import { createOperations } from '../../../src/edge/operations/operations.ts';
import { createConnectionRoom } from '../../../src/edge/overload/connection-room.ts';
import { createOverload } from '../../../src/edge/overload/overload.ts';
import { createAutomaticDocuments } from '../../../src/edge/persisted/automatic-documents.ts';
import type { PersistedDocuments } from '../../../src/edge/persisted/persisted-documents.ts';
import { createResolveDocument } from '../../../src/edge/persisted/resolve-document.ts';
import { createPublicErrors } from '../../../src/edge/request/public-error.ts';
import { createSocketServer, type SocketServer } from '../../../src/edge/websocket/socket-server.ts';
import { NotFoundError } from '../../../src/errors.ts';
import type { Load } from '../../../src/load/load.ts';
import type { Logger } from '../../../src/log.ts';
import type { Metrics } from '../../../src/metrics/metrics.ts';
import { type Rates, UNLIMITED } from '../../../src/rates/rates.ts';

const CACHE_BYTES = 1_000_000;
const UNMETERED = {
  request: () => undefined,
  operation: () => undefined,
  events: () => ({ count: 0 }),
  shed: () => undefined,
};

/** A schema in the schema language, with its resolvers. */
/** An edge whose server has no file. */
const NO_FILES: HttpServerOptions['files'] = {
  find: async () => undefined,
  isSigned: () => false,
  fetched: async () => undefined,
  read: () => Promise.reject(new Error('There is no file.')),
};

export type SchemaDefinition = Parameters<typeof createSchema<OperationRequest>>[0];

export interface AssembledEdgeOptions {
  readonly schema: GraphQLSchema | SchemaDefinition;
  readonly log: Logger;
  /** The directory with `dist/graphiql/`. */
  readonly packageRoot: string;
  readonly config?: Partial<HttpServerOptions['config']>;
  /** How GraphiQL and the console are told that people sign in. @default 'none' */
  readonly auth?: ConsoleSettings['auth'];
  /** Whether browsers get GraphiQL. @default true */
  readonly graphiql?: boolean;
  readonly consoleSettings?: ConsoleSettings;
  readonly documents?: PersistedDocuments;
  readonly persistedOnly?: boolean;
  readonly limits?: Partial<SocketLimits>;
  readonly times?: Partial<HttpTimes>;
  readonly streamPingMs?: number;
  readonly cacheStore?: CacheStore;
  readonly journal?: ChangeJournal;
  readonly sharedLevel?: SharedLevel;
  readonly counters?: CacheCounters;
  readonly createContext?: (request: OperationRequest) => object;
  /** Who is calling; else everybody is the same user. */
  readonly authenticate?: Authenticate;
  /** What each user may ask for; else as much as they like. */
  readonly rates?: Rates;
  readonly executionTime?: ExecutionTime;
  /** How much the process has to do. @default it is calm */
  readonly load?: Load;
  /** How many jobs wait. @default none */
  readonly waitingJobs?: () => Promise<number>;
  /** How many files the process may open. @default as many as it likes */
  readonly openFiles?: number;
  readonly checkReady?: () => Promise<readonly string[]>;
  /** What requests and operations are told to; else to nobody. */
  readonly metrics?: Pick<Metrics, 'request' | 'operation' | 'events' | 'shed'>;
}

export interface AssembledEdge {
  readonly server: HttpServer;
  readonly sockets: SocketServer;
  readonly subscriptions: OpenSubscriptions;
}

/** Puts the whole edge together as the server does, but over another schema, without a database. */
export function assembleEdge(options: AssembledEdgeOptions): AssembledEdge {
  const { log, packageRoot, auth = 'none' } = options;
  const { authenticate = createLocalAuthenticate({ id: 'local', name: 'You', role: 'ADMIN' }) } = options;
  const { metrics = UNMETERED } = options;
  const publicErrors = createPublicErrors(log);
  const subscriptions = createOpenSubscriptions();
  const resolveDocument = createResolveDocument(options.documents ?? new Map(), {
    only: options.persistedOnly ?? false,
    automatic: createAutomaticDocuments(options.cacheStore),
  });
  const schema = 'typeDefs' in options.schema ? createSchema(options.schema) : options.schema;
  const room = createConnectionRoom(options.openFiles);
  const overload = createOverload({
    load: options.load ?? { level: 'calm', shortage: undefined },
    room,
    schema,
    waitingJobs: options.waitingJobs ?? (async () => 0),
    shortQueue: 100,
    observe: metrics.shed,
  });
  const operations = createOperations({
    schema,
    documents: createKnownDocuments(schema, options.documents?.values()),
    createContext: options.createContext ?? ((request) => request),
    resolveDocument,
    publicErrors,
    subscriptions,
    rates: options.rates ?? UNLIMITED,
    overload,
    observe: metrics.operation,
    events: metrics.events,
    ...(options.executionTime && { executionTime: options.executionTime }),
  });
  const sockets = createSocketServer({
    authenticate,
    operations,
    publicErrors,
    log,
    rates: options.rates ?? UNLIMITED,
    ...(options.limits && { limits: options.limits }),
  });
  const server = createHttpServer({
    files: NO_FILES,
    config: {
      host: '127.0.0.1',
      port: 0,
      allowedOrigins: [],
      allowedHosts: [],
      trustProxy: 0,
      bodyMaxBytes: 2 ** 20,
      ...options.config,
    },
    authenticate,
    operations,
    rates: options.rates ?? UNLIMITED,
    overload,
    room,
    attachments: { limits: { most: 0, maxBytes: 1_024 }, receive: () => Promise.reject(new Error()) },
    answers: createAnswerCache({
      schema,
      operations,
      journal: options.journal ?? new LocalChangeJournal(),
      maxBytes: CACHE_BYTES,
      counters: options.counters ?? createCacheCounters(),
      sharedLevel: options.sharedLevel,
      version: 'test',
    }),
    sockets,
    imports: { isToken: () => false, receive: () => Promise.reject(new NotFoundError('upload')) },
    documents: {
      async receive(_, content) {
        for await (const _piece of content);
        throw new NotFoundError('upload');
      },
    },
    openai: undefined,
    graphiql: options.graphiql === false ? undefined : createGraphiqlPage({ packageRoot, auth }),
    queues: undefined,
    console: createConsolePage({ packageRoot, issuer: undefined, origins: [] }),
    consoleSettings: options.consoleSettings ?? {
      auth,
      oidc: null,
      graphiql: true,
      adminQueues: false,
      version: 'test',
    },
    publicErrors,
    checkReady: options.checkReady ?? (async () => []),
    metrics: undefined,
    observe: metrics.request,
    log,
    ...(options.streamPingMs !== undefined && { streamPingMs: options.streamPingMs }),
    times: { ...HTTP_TIMES, ...options.times },
  });
  return { server, sockets, subscriptions };
}
