import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Authenticate } from '../accounts/authenticate.ts';
import type { AttachmentService } from '../chat/attachments/attachment-service.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { OpenAiService } from '../openai/openai-service.ts';
import type { Rates } from '../rates/rates.ts';
import type { Tracer } from '../tracing/span.ts';
import type { AnswerCache } from './answers/answer-cache.ts';
import { createUploadRoute } from './attachments/upload-route.ts';
import type { ConsolePage } from './console/console-page.ts';
import { type ConsoleSettings, createConsoleSettingsRoute } from './console/console-settings.ts';
import { createFilesRoute, type FilesRouteOptions } from './files/files-route.ts';
import type { GraphiqlPage } from './graphiql/graphiql-page.ts';
import { sendNoGraphiql } from './graphiql/no-graphiql.ts';
import { createAnswer } from './http/answer.ts';
import { boundRequests } from './http/bound-requests.ts';
import { withCheckedHost } from './http/checked-host.ts';
import { createGraphqlRoute } from './http/graphql-route.ts';
import { createHealth } from './http/health.ts';
import { listen } from './http/listen.ts';
import type { Route } from './http/route.ts';
import { createRouter } from './http/router.ts';
import { createStaticAssets } from './http/static-assets.ts';
import { createUploadsRoute, type UploadsRouteOptions } from './http/uploads-route.ts';
import {
  HTTP_TIMES,
  type HttpTimes,
  KEEP_ALIVE_TIMEOUT_MS,
  MAX_HEADER_BYTES,
  STREAM_PING_MS,
} from './limits/http-limits.ts';
import { createOpenAiRoute } from './openai/openai-route.ts';
import type { Operations } from './operations/operations.ts';
import { type ClientAddress, createClientAddress } from './origin/client-address.ts';
import { createOriginGate } from './origin/origin-gate.ts';
import { createRefusalLog } from './origin/refusal-log.ts';
import type { ConnectionRoom } from './overload/connection-room.ts';
import type { Overload } from './overload/overload.ts';
import { createQueuesRoute, type QueuesOptions } from './queues/queues-route.ts';
import type { PublicErrors } from './request/public-error.ts';
import type { SocketServer } from './websocket/socket-server.ts';
import { createUpgrade } from './websocket/upgrade.ts';

export interface HttpServerOptions {
  readonly config: Pick<Config, 'host' | 'port' | 'allowedOrigins' | 'allowedHosts' | 'bodyMaxBytes' | 'trustProxy'>;
  readonly authenticate: Authenticate;
  readonly operations: Operations;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** Refuses what there is too much of. */
  readonly overload: Overload;
  readonly room: ConnectionRoom;
  readonly answers: AnswerCache;
  readonly attachments: Pick<AttachmentService, 'receive' | 'limits'>;
  readonly sockets: SocketServer;
  readonly imports: UploadsRouteOptions['imports'];
  readonly files: FilesRouteOptions['files'];
  readonly documents: UploadsRouteOptions['documents'];
  /** Undefined when it is turned off. */
  readonly openai: OpenAiService | undefined;
  /** Undefined when it is turned off. */
  readonly graphiql: GraphiqlPage | undefined;
  /** Undefined when it is turned off. */
  readonly queues: QueuesOptions | undefined;
  readonly console: ConsolePage;
  readonly consoleSettings: ConsoleSettings;
  readonly publicErrors: PublicErrors;
  /** Resolves with the reasons why this process should get no requests; none when all is well. */
  readonly checkReady: () => Promise<readonly string[]>;
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
  readonly log: Logger;
  /** Answers `/metrics`, given where requests come from; undefined when another port does. */
  readonly metrics: ((addressOf: ClientAddress) => Route) | undefined;
  /** Told of each request when it is over. */
  readonly observe: Metrics['request'];
  /** How long clients are waited for. @default {@link HTTP_TIMES} */
  readonly times?: HttpTimes;
  /** How often a stream on which nothing comes is written to, in milliseconds. @default 12_000 */
  readonly streamPingMs?: number;
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
   * Stops: ready turns 503, nothing new is accepted, streams and sockets end so that their clients connect elsewhere.
   * Requests under way are waited for up to `deadlineMs`, then cut off.
   *
   * @param options.announceMs how long, before all that, the server goes on answering but says with each answer that
   *   the connection ends: a proxy then keeps no connection that is about to close under its next request. @default 0
   */
  drain(deadlineMs: number, options?: { readonly announceMs?: number }): Promise<void>;
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { config, sockets, graphiql, overload, room, log } = options;
  const health = createHealth(options.checkReady);
  const draining = new AbortController();
  const ending = draining.signal;
  // Each open stream listens, which is no leak.
  setMaxListeners(0, ending);
  const gate = createOriginGate(config);
  const refused = createRefusalLog(log);
  const addressOf = createClientAddress(config.trustProxy);
  const { times = HTTP_TIMES, streamPingMs: pingMs = STREAM_PING_MS } = options;
  const { stalledMs } = times;
  const checked = (route: Route): Route => withCheckedHost(route, { gate, refused });
  const { openai } = options;
  const asking = { ...options, gate, addressOf, refused, bodyMaxBytes: config.bodyMaxBytes, stalledMs, pingMs };
  const route = createRouter({
    openai: openai && createOpenAiRoute({ ...asking, openai }),
    graphql: createGraphqlRoute({
      ...asking,
      live: sockets.live,
      ending,
      sendPage: graphiql?.send ?? sendNoGraphiql,
    }),
    attachments: createUploadRoute({ ...options, gate, addressOf, refused }),
    graphiqlFiles: graphiql && checked(createStaticAssets(graphiql.assets)),
    queues: options.queues && createQueuesRoute(options.queues, { ...options, gate, addressOf, refused }),
    consoleSettings: checked(createConsoleSettingsRoute(options.consoleSettings)),
    front: checked(options.console.front),
    files: checked(createFilesRoute({ ...options, gate, addressOf, refused, stalledMs })),
    consoleFiles: checked(createStaticAssets(options.console.assets)),
    uploads: createUploadsRoute({ ...options, gate, refused }),
    health,
    metrics: options.metrics && checked(options.metrics(addressOf)),
  });
  const answer = createAnswer({
    ...options,
    route,
    times,
    // A connection that was busy when draining began is idle only after this event.
    closed: () => ending.aborted && setImmediate(() => server.closeIdleConnections()),
  });

  const server = createServer(
    {
      // Requests have bounds of their own, by what they are: see below.
      requestTimeout: 0,
      headersTimeout: times.headMs,
      connectionsCheckingInterval: times.lookMs,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      bound(request, response);
      if (health.draining || room.isSurplus(request.socket)) response.shouldKeepAlive = false;
      void answer(request, response);
    },
  );
  const bound = boundRequests(server, times);
  server.on('upgrade', createUpgrade({ gate, addressOf, refused, ending, sockets, overload }));
  room.bound(server);

  return {
    listen: () => listen(server, config, 'PORT'),
    async drain(deadlineMs, { announceMs = 0 } = {}) {
      health.startDraining();
      if (announceMs > 0) {
        await sleep(announceMs);
        await allTaken();
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      draining.abort();
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await Promise.all([closed, sockets.close(deadlineMs)]);
      clearTimeout(deadline);
    },
  };
}

/** A turn of the event loop that was no longer than this leaves no time for much to arrive unseen, in milliseconds. */
const SHORT_TURN_MS = 1;
/** A process that is busy all the time has no short turn; it closes after so many. */
const MOST_TURNS = 200;

/**
 * Resolves when the event loop has just taken all that had arrived, connections and requests. What waits in the system
 * when a server closes is reset: requests on connections that look idle, and new connections, of which there are many
 * while each answer ends its own. So it closes at the end of a short turn.
 */
async function allTaken(): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    const began = performance.now();
    await nextTurn();
    if (performance.now() - began < SHORT_TURN_MS) return;
  }
}
