import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import {
  ChatDocument,
  MessageDocument,
  RecallDocument,
  RememberDocument,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  StatusDocument,
  StopReplyDocument,
  UpdateViewerDocument,
} from '../../src/operations/graphql.ts';
import { type FakeProvider, startFakeProvider } from '../support/fake-provider.ts';
import { GraphqlClient } from '../support/graphql-client.ts';
import { type LexServer, runLex, startLex } from '../support/lex-process.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/start-redis.ts';
import { collect, SubscriptionClient, until } from '../support/subscription-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type ReplyEvent = ReplyStreamSubscription['replyStream'];

const missing = whyNoPostgres() ?? whyNoRedis();
let postgres: TestPostgres;
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});
afterAll(async () => {
  if (missing === undefined) await Promise.all([postgres.close(), redis.close()]);
});
beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing);
  await redis.connect().flushall();
});

/** A server and how it is talked to. */
interface Node {
  readonly lex: LexServer;
  readonly client: GraphqlClient;
  follow(messageId: string, after?: string | null): AsyncGenerator<{ replyStream: ReplyEvent }>;
}

async function startNode(environment: Record<string, string>): Promise<Node> {
  const lex = await startLex({ ...environment, LEX_DATA_DIR: await temporaryDirectory() });
  const socket = new SubscriptionClient(lex.url);
  onTestFinished(() => socket.close());
  return {
    lex,
    client: new GraphqlClient(lex.url),
    follow: (messageId, after = null) => socket.run(ReplyStreamDocument, { messageId, after }),
  };
}

/** Servers that share an empty database, and a provider that they ask. */
async function startCluster(...roles: readonly ('all' | 'serve')[]) {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  const environment = {
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    COMPATIBLE_BASE_URL: provider.url,
    LEX_MODEL: 'compatible/any',
  };
  expect(await runLex(['migrate'], { ...environment, LEX_DATA_DIR: await temporaryDirectory() })).toMatchObject({
    code: 0,
  });
  const nodes = await Promise.all(roles.map((LEX_ROLE) => startNode({ ...environment, LEX_ROLE })));
  const [first] = nodes;
  // What a job asks the model that draws memories isn't what is looked at here.
  await first?.client.run(UpdateViewerDocument, { drawsMemories: false });
  return { provider, nodes, environment };
}

/** A server that answers, and another that does the work. */
async function startPair(): Promise<{ provider: FakeProvider; asked: Node; working: Node }> {
  const { provider, nodes } = await startCluster('serve', 'all');
  const [asked, working] = nodes;
  if (!asked || !working) throw new Error('There are not two servers.');
  return { provider, asked, working };
}

const PIECES = Array.from({ length: 40 }, (_, index) => `word${index} `);
const textOf = (events: readonly { replyStream: ReplyEvent }[]) =>
  events.map(({ replyStream }) => replyStream.text ?? '').join('');
const kindsOf = (events: readonly { replyStream: ReplyEvent }[]) =>
  events.map(({ replyStream }) => replyStream.kind).filter((kind) => kind !== 'DELTA');

it('a reply that one server was asked for and another writes is followed on each, from any place', async () => {
  const { provider, asked, working } = await startPair();
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const messageId = chat.reply.id;
  const streams = [asked.follow(messageId), working.follow(messageId)];
  const seen = await Promise.all(
    streams.map(async (stream) => {
      provider.release(20);
      return until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
    }),
  );
  provider.releaseAll();
  const all = await Promise.all(
    streams.map(async (stream, index) => [...seen.slice(index, index + 1), ...(await collect(stream))]),
  );
  for (const events of all) {
    expect(textOf(events)).toBe(PIECES.join(''));
    expect(kindsOf(events)).toEqual(['COMPLETED']);
    for (const [index, event] of events.entries()) {
      const rest = await collect(asked.follow(messageId, event.replyStream.cursor));
      expect(textOf(rest)).toBe(textOf(events.slice(index + 1)));
    }
  }
  const { message } = await asked.client.run(MessageDocument, { id: messageId });
  expect(message).toMatchObject({ state: 'COMPLETED', content: PIECES.join('') });
});

it('a reply is stopped from a server that doesn’t write it', async () => {
  const { provider, asked } = await startPair();
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(2);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = asked.follow(chat.reply.id);
  const first = await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  const { stopReply } = await asked.client.run(StopReplyDocument, { messageId: chat.reply.id });
  expect(stopReply.state).toBe('STOPPED');
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['STOPPED']);
  expect(PIECES.join('')).toContain(textOf([first, ...rest]));
});

it('what is remembered on one server is recalled on the other', async () => {
  const { asked, working } = await startPair();
  await asked.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  const recalled = async () => {
    const { recall } = await working.client.run(RecallDocument, { query: 'the colour of my bike' });
    return recall.map(({ memory }) => memory.content);
  };
  await expect.poll(recalled, { timeout: 10_000 }).toEqual(['My bike is red.']);
});

it('tells how Redis is', async () => {
  const { asked } = await startPair();
  const { status } = await asked.client.run(StatusDocument, {});
  expect(status).toMatchObject({ state: 'UP', mode: 'SCALED' });
  expect(status.components).toContainEqual(expect.objectContaining({ name: 'redis', state: 'UP' }));
});
