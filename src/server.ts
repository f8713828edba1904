import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { type App, type AppSurroundings, createApp } from './app.ts';
import type { Config } from './config/config.ts';
import type { Context } from './graphql/context.ts';
import { GRAPHIQL_SENDS } from './edge/graphiql/graphiql-document.ts';
import { createGraphiqlPage } from './edge/graphiql/graphiql-page.ts';
import { createLoaders } from './api/loaders.ts';
import { createOpenSubscriptions } from './edge/yoga/plugins/open-subscriptions.ts';
import { createResolveDocument, type ResolveDocument, readPersistedDocuments } from './edge/persisted/persisted.ts';
import { readAppDocuments } from './edge/persisted/persisted-file.ts';
import { createPublicErrors } from './edge/request/public-error.ts';
import { createSchema } from './api/schema.ts';
import { createSocketServer } from './edge/websocket/websocket.ts';
import { createYogaServer } from './edge/yoga/yoga.ts';
import { createHttpServer } from './edge/http-server.ts';
import { createMetricsRoute, startMetricsServer } from './edge/http/metrics-route.ts';

/** A process of Lex that answers over the network. */
export interface Server {
  readonly app: App;
  /** Where it listens: `http://host:port`. */
  readonly url: string;
  /**
   * Ends it: ready turns 503, clients are told to connect elsewhere, requests and jobs under way get some time to end,
   * and what is left of the jobs is handed back.
   */
  close(options?: { readonly requestsMs?: number; readonly jobsMs?: number }): Promise<void>;
}

/** A proxy hears in this time that a process is about to stop. */
const ANNOUNCE_MS = 1_000;
const REQUESTS_MS = 5_000;
/** Together with the requests' time and the hand-back below the 20 s that a stop may take. */
const JOBS_MS = 10_000;

/**
 * Builds the app, begins to run its jobs unless its role is to serve alone, and listens.
 *
 * @throws {StartError}
 */
export async function startServer(
  config: Config,
  surroundings: Omit<AppSurroundings, 'openSubscriptions'>,
): Promise<Server> {
  const { log } = surroundings;
  const subscriptions = createOpenSubscriptions();
  const app = await createApp(config, { ...surroundings, openSubscriptions: () => subscriptions.count });
  try {
    const { viewer, accounts, conversations, messages, turns, replies, jobs, memory, memoryUpkeep, status } = app;
    const services = { accounts, conversations, messages, turns, replies, jobs, memory, memoryUpkeep, status };
    const schema = createSchema();
    const resolveDocument = await readDocuments(config, schema, surroundings.packageRoot);
    const publicErrors = createPublicErrors(log);
    const yoga = createYogaServer({
      schema,
      createContext: ({ requestId, operation }): Context => ({
        ...services,
        viewer,
        requestId,
        loaders: createLoaders(services, viewer, operation),
      }),
      resolveDocument,
      publicErrors,
      subscriptions,
      observe: app.metrics.operation,
      log,
    });
    const http = createHttpServer({
      config,
      yoga,
      sockets: createSocketServer({ yoga, resolveDocument, publicErrors, log }),
      graphiql: createGraphiqlPage({ packageRoot: surroundings.packageRoot }),
      publicErrors,
      checkReady: () => app.status.whyNotReady(),
      metrics: config.metricsPort === undefined ? createMetricsRoute(app.metrics) : undefined,
      observe: app.metrics.request,
      log,
    });
    const closeMetrics = await startMetricsServer(app.metrics, config, log);
    const port = await http.listen().catch(async (error: unknown) => {
      await closeMetrics();
      throw error;
    });
    if (config.role !== 'serve') await app.work();
    return {
      app,
      url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
      async close({ requestsMs = REQUESTS_MS, jobsMs = JOBS_MS } = {}) {
        // Only where others can take over what comes meanwhile.
        await http.drain(requestsMs, { announceMs: config.redisUrl && requestsMs > 0 ? ANNOUNCE_MS : 0 });
        await closeMetrics();
        await app.close({ jobsMs });
      },
    };
  } catch (error) {
    await app.close({ jobsMs: 0 });
    throw error;
  }
}

/** @throws {StartError} when a list of documents can't be used */
async function readDocuments(config: Config, schema: GraphQLSchema, packageRoot: string): Promise<ResolveDocument> {
  const { persistedFile, persistedOnly } = config;
  const own = await readPersistedDocuments(join(packageRoot, 'schema', 'persisted.json'));
  const apps = persistedFile ? await readAppDocuments(persistedFile, { schema, known: own }) : new Map();
  return createResolveDocument(new Map([...own, ...apps]), { only: persistedOnly, shown: GRAPHIQL_SENDS });
}
