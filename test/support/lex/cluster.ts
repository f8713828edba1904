import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { ReplyStreamDocument, UpdateViewerDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../clients/graphql-client.ts';
import { SubscriptionClient } from '../clients/subscription-client.ts';
import { type FakeProvider, startFakeProvider } from '../models/fake-provider.ts';
import { type SharedPostgres, sharedPostgres } from '../servers/shared-postgres.ts';
import { sharedRedis } from '../servers/shared-redis.ts';
import { whyNoPostgres } from '../servers/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../servers/start-redis.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type LexServer, startLex } from './lex-process.ts';
import type { ReplyEvent } from './start-server.ts';

/** A server of a cluster, and how it is talked to. */
export interface ClusterNode {
  readonly lex: LexServer;
  readonly client: GraphqlClient;
  /** A reply from a cursor on, over this server's socket. */
  follow(messageId: string, after?: string | null): AsyncGenerator<{ replyStream: ReplyEvent }>;
}

/** Servers that share an empty database of PostgreSQL and a Redis, and the provider that they ask. */
export interface Cluster {
  readonly provider: FakeProvider;
  readonly environment: Readonly<Record<string, string>>;
  readonly redis: TestRedis;
  /** Starts a server with a data directory of its own, and settings of its own where they are given. */
  startNode(role: 'all' | 'serve', settings?: Readonly<Record<string, string>>): Promise<ClusterNode>;
}

/**
 * Prepares PostgreSQL and Redis for the tests of the calling file, which are skipped where there is none.
 *
 * @param options.sharesRedis for a file that does nothing to the server of Redis: it gets a database of the one that
 *   all such files share. @default false
 * @returns what makes a cluster for one test
 */
export function clusterTests({ sharesRedis = false }: { readonly sharesRedis?: boolean } = {}): () => Promise<Cluster> {
  const missing = whyNoPostgres() ?? whyNoRedis();
  let postgres: SharedPostgres;
  let redis: TestRedis;
  beforeAll(async () => {
    if (missing !== undefined) return;
    [postgres, redis] = await Promise.all([sharedPostgres(), sharesRedis ? sharedRedis() : startRedis()]);
  });
  afterAll(async () => {
    if (missing === undefined) await Promise.all([postgres.close(), redis.close()]);
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    await redis.connect().flushdb();
  });
  return async () => {
    const provider = await startFakeProvider();
    onTestFinished(() => provider.close());
    const environment = {
      DATABASE_URL: await postgres.createMigratedDatabase(),
      REDIS_URL: redis.url,
      COMPATIBLE_BASE_URL: provider.url,
      LEX_MODEL: 'compatible/any',
    };
    let first = true;
    return {
      provider,
      environment,
      redis,
      async startNode(LEX_ROLE, settings) {
        const LEX_DATA_DIR = await temporaryDirectory();
        const lex = await startLex({ ...environment, LEX_ROLE, LEX_DATA_DIR, ...settings });
        const client = new GraphqlClient(lex.url);
        // These tests look at what replies ask the model, not at what the job asks that extracts facts.
        if (first) await client.run(UpdateViewerDocument, { drawsMemories: false });
        first = false;
        const socket = new SubscriptionClient(lex.url);
        onTestFinished(() => socket.close());
        return {
          lex,
          client,
          follow: (messageId, after = null) => socket.run(ReplyStreamDocument, { messageId, after }),
        };
      },
    };
  };
}

/** The text that events bring. */
export function textOf(events: readonly { replyStream: ReplyEvent }[]): string {
  return events.map(({ replyStream }) => replyStream.text ?? '').join('');
}

/** What happened besides text. */
export function kindsOf(events: readonly { replyStream: ReplyEvent }[]): string[] {
  return events.map(({ replyStream }) => replyStream.kind).filter((kind) => kind !== 'DELTA');
}
