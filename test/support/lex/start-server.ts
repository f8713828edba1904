import { pino } from 'pino';
import type { Authenticate } from '../../../src/accounts/authenticate.ts';
import { readConfig } from '../../../src/config/config.ts';
import type { Database } from '../../../src/database/database.ts';
import {
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  UpdateViewerDocument,
} from '../../../src/generated/graphql.ts';
import { type Server, startServer } from '../../../src/server.ts';
import { traceIds } from '../../../src/tracing/active-span.ts';
import { openTracing } from '../../../src/tracing/open-tracing.ts';
import { atEnd } from '../at-end.ts';
import { GraphqlClient } from '../clients/graphql-client.ts';
import { collect, SubscriptionClient } from '../clients/subscription-client.ts';
import { type FakeProvider, startFakeProvider } from '../models/fake-provider.ts';
import { packageRoot } from './cluster-template.ts';
import { dataDirectory } from './data-directory.ts';
import { PATIENT } from './patient.ts';

export type ReplyEvent = ReplyStreamSubscription['replyStream'];

/** A whole server in this process, on a free port, with a database of its own. */
export interface TestServer {
  readonly server: Server;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly dataDir: string;
  /** To look at, and to make what the API can't: somebody else's rows. */
  readonly database: Database;
  readonly client: GraphqlClient;
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  /** All events of a reply, from its beginning or from a cursor on. */
  followReply(messageId: string, after?: string | null): Promise<ReplyEvent[]>;
  /** A socket of its own; closed when the file's tests are done. */
  subscribe(): SubscriptionClient;
  close(): Promise<void>;
}

/**
 * Starts a server with these settings. It is closed, and the directory that it was given here deleted, when the tests
 * of the calling file (or `describe`) have run: call it in `beforeAll`.
 */
export async function startTestServer(
  environment: Record<string, string> = {},
  { authenticate }: { readonly authenticate?: Authenticate } = {},
): Promise<TestServer> {
  const dataDir = environment['LEX_DATA_DIR'] ?? (await dataDirectory(atEnd));
  const logLines: Record<string, unknown>[] = [];
  const log = pino(
    { base: undefined, level: 'debug', mixin: traceIds },
    { write: (line) => logLines.push(JSON.parse(line)) },
  );
  const config = readConfig({ PORT: '0', ...PATIENT, ...environment, LEX_DATA_DIR: dataDir });
  const tracing = await openTracing(config.tracing, { version: 'test', log });
  const server = await startServer(config, {
    log,
    tracer: tracing?.tracer,
    version: 'test',
    packageRoot,
    ...(authenticate && { authenticate }),
    onLost: (reason) => {
      throw new Error(reason);
    },
  });
  const sockets: SubscriptionClient[] = [];
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await Promise.all(sockets.map((socket) => socket.close()));
      await server.close({ requestsMs: 1_000, jobsMs: 0 });
      // A busy machine takes longer to send than a stop would wait.
      await tracing?.close(120_000);
    })();
    return closed;
  };
  atEnd(close);
  return {
    server,
    url: server.url,
    dataDir,
    database: server.app.database,
    client: new GraphqlClient(server.url),
    logLines,
    async followReply(messageId, after = null) {
      const socket = new SubscriptionClient(server.url);
      try {
        const events = await collect(socket.run(ReplyStreamDocument, { messageId, after }));
        return events.map(({ replyStream }) => replyStream);
      } finally {
        await socket.close();
      }
    },
    subscribe() {
      const socket = new SubscriptionClient(server.url);
      sockets.push(socket);
      return socket;
    },
    close,
  };
}

/**
 * A server with a fake provider whose answers the tests give. No facts are extracted: a job that asks the model for
 * them would take the answer that a reply waits for. Both end as {@link startTestServer} says.
 */
export async function startServerWithProvider(
  environment: Record<string, string> = {},
): Promise<{ lex: TestServer; provider: FakeProvider }> {
  const provider = await startFakeProvider();
  atEnd(() => provider.close());
  const lex = await startTestServer({ COMPATIBLE_BASE_URL: provider.url, ...environment });
  await lex.client.run(UpdateViewerDocument, { drawsMemories: false });
  return { lex, provider };
}
