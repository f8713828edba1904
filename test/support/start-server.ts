import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { type Server, startServer } from '../../src/server.ts';
import { copyTemplate, packageRoot } from './cluster-template.ts';
import { GraphqlClient } from './graphql-client.ts';
import { SubscriptionClient } from './subscription-client.ts';

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
  /** A socket of its own; closed when the file's tests are done. */
  subscribe(): SubscriptionClient;
  close(): Promise<void>;
}

/**
 * Starts a server with these settings. It is closed, and its directory deleted, when the tests of the calling file
 * (or `describe`) have run: call it in `beforeAll`.
 */
export async function startTestServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = environment['LEX_DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'lex-test-')));
  if (!environment['LEX_DATA_DIR']) await copyTemplate(inject('clusterTemplate'), dataDir);
  const logLines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined, level: 'debug' }, { write: (line) => logLines.push(JSON.parse(line)) });
  const server = await startServer(readConfig({ PORT: '0', ...environment, LEX_DATA_DIR: dataDir }), {
    log,
    version: 'test',
    packageRoot,
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
    })();
    return closed;
  };
  afterAll(async () => {
    await close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    server,
    url: server.url,
    dataDir,
    database: server.app.database,
    client: new GraphqlClient(server.url),
    logLines,
    subscribe() {
      const socket = new SubscriptionClient(server.url);
      sockets.push(socket);
      return socket;
    },
    close,
  };
}
