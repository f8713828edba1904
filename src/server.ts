import { join } from 'node:path';
import type { Authenticate } from './accounts/authenticate.ts';
import { createContextFactory } from './api/context.ts';
import { createSchema, type Schema } from './api/schema.ts';
import { type App, type AppSurroundings, createApp } from './app.ts';
import { type CacheCounters, createCacheCounters } from './cache/cache-counters.ts';
import { cacheShares } from './cache/cache-shares.ts';
import { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import { createAnswerCache } from './edge/answers/answer-cache.ts';
import { createConsolePage } from './edge/console/console-page.ts';
import { consoleSettings } from './edge/console/console-settings.ts';
import { GRAPHIQL_SENDS } from './edge/graphiql/graphiql-document.ts';
import { createGraphiqlPage } from './edge/graphiql/graphiql-page.ts';
import { createMetricsRoute, forAdmins, startMetricsServer } from './edge/http/metrics-route.ts';
import { createHttpServer, type HttpServer } from './edge/http-server.ts';
import { createKnownDocuments } from './edge/operations/known-documents.ts';
import { createOpenSubscriptions, type OpenSubscriptions } from './edge/operations/open-subscriptions.ts';
import { createOperations } from './edge/operations/operations.ts';
import { type ConnectionRoom, createConnectionRoom } from './edge/overload/connection-room.ts';
import { createOverload, type Overload } from './edge/overload/overload.ts';
import { readAppDocuments } from './edge/persisted/app-documents.ts';
import { createAutomaticDocuments } from './edge/persisted/automatic-documents.ts';
import { type PersistedDocuments, readPersistedDocuments } from './edge/persisted/persisted-documents.ts';
import { createResolveDocument } from './edge/persisted/resolve-document.ts';
import { createQueuesPage } from './edge/queues/queues-page.ts';
import { createPublicErrors } from './edge/request/public-error.ts';
import { createSocketServer } from './edge/websocket/socket-server.ts';
import { openFilesLimit } from './load/open-files.ts';
import { takeMachineOrders } from './machine-orders.ts';

/** A process of Lex that answers over the network. */
export interface Server {
  readonly app: App;
  /** Where it listens: `http://host:port`. */
  readonly url: string;
  /**
   * Stops it: ready turns 503, clients are told to connect elsewhere, requests and jobs under way get some time to end,
   * and jobs that haven't ended are given back to the queue.
   *
   * @param options.requestsMs how long requests may take to end. @default 5_000
   * @param options.jobsMs how long jobs may take to end. @default 10_000
   */
  close(options?: { readonly requestsMs?: number; readonly jobsMs?: number }): Promise<void>;
}

/** How long a proxy has to notice that a process is about to stop. */
const ANNOUNCE_MS = 1_000;
const REQUESTS_MS = 5_000;
/** Together with ANNOUNCE_MS, REQUESTS_MS and giving jobs back, this stays below the 20 s that a stop may take. */
const JOBS_MS = 10_000;

interface Surroundings extends Omit<AppSurroundings, 'openSubscriptions' | 'answerStats'> {
  /** The door, where another one is wanted than that of the configuration. */
  readonly authenticate?: Authenticate;
}

/**
 * Builds the app, begins to run its jobs unless its role is to serve only, and listens.
 *
 * @throws {StartError}
 */
export async function startServer(config: Config, surroundings: Surroundings): Promise<Server> {
  const subscriptions = createOpenSubscriptions();
  const counters = createCacheCounters();
  const app = await createApp(config, {
    ...surroundings,
    answerStats: () => counters,
    openSubscriptions: () => subscriptions.count,
  });
  const listening = new Closing();
  try {
    const http = await createEdge(config, surroundings, { app, subscriptions, counters });
    listening.defer(await takeMachineOrders(app, config, surroundings.log));
    listening.defer(await startMetricsServer(app.metrics, config, surroundings.log));
    const port = await http.listen();
    let ending = { requestsMs: 0, announceMs: 0 };
    listening.defer(() => http.drain(ending.requestsMs, ending));
    if (config.role !== 'serve') await app.work();
    return {
      app,
      url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
      async close({ requestsMs = REQUESTS_MS, jobsMs = JOBS_MS } = {}) {
        // Announced only when there are other processes that can take over the requests to come.
        ending = { requestsMs, announceMs: config.redisUrl && requestsMs > 0 ? ANNOUNCE_MS : 0 };
        try {
          await listening.close();
        } finally {
          await app.close({ jobsMs });
        }
      },
    };
  } catch (error) {
    const close = async () => {
      await listening.close();
      await app.close({ jobsMs: 0 });
    };
    // What failed first is what is told.
    await close().catch((reason: unknown) =>
      surroundings.log.error({ err: reason }, 'closing after a failed start failed'),
    );
    throw error;
  }
}

/** Puts the edge together, from the door to the schema; it doesn't listen yet. */
async function createEdge(
  config: Config,
  { log, packageRoot, version, tracer, authenticate: door }: Surroundings,
  {
    app,
    subscriptions,
    counters,
  }: {
    readonly app: App;
    readonly subscriptions: OpenSubscriptions;
    readonly counters: CacheCounters;
  },
): Promise<HttpServer> {
  const { rates, status, metrics } = app;
  const authenticate = door ?? app.authenticate;
  const schema = createSchema();
  const persisted = await readDocuments(config, schema, packageRoot);
  const shown = config.graphiql ? GRAPHIQL_SENDS : [];
  const resolveDocument = createResolveDocument(persisted, {
    only: config.persistedOnly,
    shown,
    automatic: createAutomaticDocuments(app.cacheStore),
  });
  const publicErrors = createPublicErrors(log, { observe: metrics.error });
  const room = createConnectionRoom(openFilesLimit());
  const overload = openOverload(config, { app, room, schema });
  const operations = createOperations({
    schema,
    documents: createKnownDocuments(schema, [...persisted.values(), ...shown], { observe: metrics.phase }),
    createContext: createContextFactory(app),
    resolveDocument,
    publicErrors,
    subscriptions,
    rates,
    overload,
    observe: metrics.operation,
    events: metrics.events,
  });
  return createHttpServer({
    config,
    authenticate,
    operations,
    rates,
    tracer,
    overload,
    room,
    attachments: app.attachments,
    answers: createAnswerCache({
      schema,
      operations,
      journal: app.journal,
      sharedLevel: app.sharedLevel,
      version,
      maxBytes: cacheShares(config.cacheMaxBytes).answers,
      counters,
    }),
    sockets: createSocketServer({
      authenticate,
      operations,
      publicErrors,
      log,
      rates,
      tracer,
      limits: { messageBytes: config.bodyMaxBytes },
    }),
    imports: app.imports,
    files: app.files,
    documents: app.documents,
    openai: config.openaiApi ? app.openai : undefined,
    graphiql: config.graphiql ? createGraphiqlPage({ packageRoot, auth: config.auth }) : undefined,
    queues: config.adminQueues
      ? { page: createQueuesPage({ packageRoot, auth: config.auth }), lanes: app.lanes }
      : undefined,
    console: createConsolePage({ packageRoot, ...config.oidc }),
    consoleSettings: consoleSettings(config, version),
    publicErrors,
    checkReady: () => status.whyNotReady(),
    metrics:
      config.metricsPort === undefined
        ? (addressOf) => forAdmins(createMetricsRoute(metrics), authenticate, addressOf)
        : undefined,
    observe: metrics.request,
    log,
  });
}

/** Refuses what is too much for the process. */
function openOverload(
  config: Config,
  { app, room, schema }: { readonly app: App; readonly room: ConnectionRoom; readonly schema: Schema },
): Overload {
  const { load, status, metrics } = app;
  const waitingJobs = async () => (await status.current()).queues.reduce((sum, { waiting }) => sum + waiting, 0);
  return createOverload({
    load,
    room,
    schema,
    waitingJobs,
    shortQueue: config.overload.queue,
    observe: metrics.shed,
  });
}

/** @throws {StartError} when a list of documents can't be used */
async function readDocuments(config: Config, schema: Schema, packageRoot: string): Promise<PersistedDocuments> {
  const { persistedFile } = config;
  const read = (name: string) => readPersistedDocuments(join(packageRoot, 'schema', name));
  const lists = await Promise.all(['persisted.json', 'console.json', 'client.json'].map(read));
  const own = new Map(lists.flatMap((list) => [...list]));
  const apps = persistedFile ? await readAppDocuments(persistedFile, { schema, known: own }) : new Map();
  return new Map([...own, ...apps]);
}
