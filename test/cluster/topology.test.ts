import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createSseClient } from 'graphql-sse';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { readCompose } from '../../scripts/cluster/compose.ts';
import { startTopology, type Topology, whyNoTopology } from '../../scripts/cluster/topology.ts';
import {
  ChatDocument,
  ConversationDocument,
  MessageDocument,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  StatusDocument,
  UpdateViewerDocument,
} from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { followReply } from '../support/clients/follow-reply.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';

type ReplyEvent = ReplyStreamSubscription['replyStream'];

const SERVERS = ['serve-1', 'serve-2', 'serve-3'] as const;
const WORKERS = ['work-1', 'work-2'] as const;
const PIECES = Array.from({ length: 60 }, (_, index) => `word${index} `);
const TEXT = PIECES.join('');

const missing = whyNoTopology();
let topology: Topology;
let provider: FakeProvider;
let client: GraphqlClient;
beforeAll(async () => {
  if (missing !== undefined) return;
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  topology = await startTopology(packageRoot, { COMPATIBLE_BASE_URL: provider.url, LEX_MODEL: 'compatible/any' });
  atEnd(() => topology.stop());
  client = new GraphqlClient(topology.url);
  await client.run(UpdateViewerDocument, { drawsMemories: false });
});
beforeEach(({ skip }) => {
  skip(missing !== undefined, missing);
  provider.releaseAll();
  provider.answerWith({ kind: 'text', pieces: PIECES });
});

/** Follows a reply over nginx, as an app does. */
const followLikeAnApp = (messageId: string, onEvent: () => void = () => {}) =>
  followReply({ url: topology.url, messageId, onEvent });

const textOf = (events: readonly ReplyEvent[]) => events.map(({ text }) => text ?? '').join('');

it('a chat through nginx is followed over WebSockets and over SSE as it is written', async () => {
  provider.hold();
  provider.release(5);
  const { chat } = await client.run(ChatDocument, { input: { message: 'tell me' } });
  const sse = createSseClient({ url: `${topology.url}/graphql`, retryAttempts: 0 });
  onTestFinished(() => sse.dispose());
  const streamed: ReplyEvent[] = [];
  const stream = sse.iterate<ReplyStreamSubscription>({
    query: ReplyStreamDocument.toString(),
    variables: { messageId: chat.reply.id, after: null },
  });
  let begun = () => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const followed = followLikeAnApp(chat.reply.id, begun);
  // Both have words before the rest is written: nothing on the way waits for the end.
  const { value } = await stream.next();
  if (value?.data) streamed.push(value.data.replyStream);
  await first;
  provider.releaseAll();
  for await (const { data } of stream) if (data) streamed.push(data.replyStream);
  const { events, reconnects } = await followed;
  expect(reconnects).toBe(0);
  for (const all of [events, streamed]) {
    expect(textOf(all)).toBe(TEXT);
    expect(all.at(-1)?.kind).toBe('COMPLETED');
  }
});

it('servers that are stopped in turn under load fail no request, and lose and double no word', async () => {
  provider.hold();
  provider.release(5);
  const { chat } = await client.run(ChatDocument, { input: { message: 'a long one' } });
  const followers = Array.from({ length: 30 }, () => followLikeAnApp(chat.reply.id));
  const load = new AbortController();
  onTestFinished(() => load.abort());
  let asked = 0;
  // Each asks again when it has its answer: what a slow machine can't answer in time doesn't pile up.
  const loading = Array.from({ length: 4 }, async () => {
    while (!load.signal.aborted) {
      await client.run(StatusDocument, {}).catch((error: unknown) => {
        throw new Error(topology.service('nginx').said, { cause: error });
      });
      asked++;
      await sleep(20);
    }
  });
  // Looked at when the servers have been stopped.
  for (const each of loading) each.catch(() => undefined);
  for (const name of SERVERS) {
    expect(await topology.service(name).stop('SIGTERM')).toBe(0);
    provider.release(10);
    await topology.service(name).start();
  }
  load.abort();
  await Promise.all(loading);
  expect(asked).toBeGreaterThan(20);
  provider.releaseAll();
  const all = await Promise.all(followers);
  for (const { events } of all) {
    expect(textOf(events)).toBe(TEXT);
    expect(events.filter(({ kind }) => kind !== 'DELTA').map(({ kind }) => kind)).toEqual(['COMPLETED']);
  }
  expect(Math.max(...all.map(({ reconnects }) => reconnects))).toBeGreaterThan(0);
});

it('a server that is killed with open streams costs nobody a word', async () => {
  provider.hold();
  provider.release(5);
  const { chat } = await client.run(ChatDocument, { input: { message: 'a long one' } });
  let begun = 0;
  const followers = Array.from({ length: 100 }, () => {
    let isFirst = true;
    return followLikeAnApp(chat.reply.id, () => {
      if (isFirst) begun++;
      isFirst = false;
    });
  });
  await expect.poll(() => begun).toBe(100);
  await topology.service('serve-1').stop('SIGKILL');
  provider.releaseAll();
  for (const { events } of await Promise.all(followers)) {
    expect(textOf(events)).toBe(TEXT);
    expect(events.filter(({ kind }) => kind !== 'DELTA').map(({ kind }) => kind)).toEqual(['COMPLETED']);
  }
  await topology.service('serve-1').start();
});

it('a mutation whose server is killed is sent once by nginx, and works once when the client retries', async () => {
  const conversationId = (await client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } })).chat
    .conversation.id;
  const count = 60;
  const retries: number[] = [];
  const asking = Array.from({ length: count }, async (_, n) => {
    await sleep(n * 20);
    const input = { conversationId, message: `message ${n}`, idempotencyKey: `killed ${n}` };
    // As long as it takes: while ten of the conversation wait, others are refused.
    for (;;) {
      try {
        return await client.run(ChatDocument, { input });
      } catch {
        retries.push(n);
        await sleep(100);
      }
    }
  });
  await sleep(300);
  await topology.service('serve-2').stop('SIGKILL');
  await topology.service('serve-2').start();
  const answers = await Promise.all(asking);
  const { conversation } = await client.run(ConversationDocument, { id: conversationId, last: 50 });
  // Each message and its reply, besides the first two.
  expect(conversation?.messages.totalCount).toBeLessThanOrEqual(2 + 2 * count);
  expect(new Set(answers.map(({ chat }) => chat.message.id)).size).toBe(count);
  const stored = await Promise.all(answers.map(({ chat }) => client.run(MessageDocument, { id: chat.message.id })));
  expect(stored.map(({ message }) => message?.content)).toEqual(answers.map((_, n) => `message ${n}`));
});

it('what is asked while no worker is there is answered when one is', async () => {
  await Promise.all(WORKERS.map((name) => topology.service(name).stop('SIGKILL')));
  const sent = await Promise.all(
    Array.from({ length: 10 }, (_, n) => client.run(ChatDocument, { input: { message: `alone ${n}` } })),
  );
  expect((await client.run(StatusDocument, {})).status.queues.map(({ workers }) => workers)).toEqual([0]);
  await Promise.all(WORKERS.map((name) => topology.service(name).start()));
  for (const { chat } of sent) {
    const { events } = await followLikeAnApp(chat.reply.id);
    expect(textOf(events)).toBe(TEXT);
  }
});

it('the containers’ Redis keeps its jobs, and each server has a port that nginx knows', async () => {
  const services = await readCompose(join(packageRoot, 'docker-compose.yml'), { POSTGRES_PASSWORD: 'secret' });
  expect(services['redis']?.command.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction');
  const ports = SERVERS.map((name) => services[name]?.environment['PORT']);
  expect(new Set(ports).size).toBe(SERVERS.length);
});
