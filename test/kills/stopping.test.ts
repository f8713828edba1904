import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { ChatDocument, ConversationDocument, JobDocument, ReplyStreamDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexServer, startLex } from '../support/lex/lex-process.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';

const PIECES = ['one ', 'two ', 'three'];
/** What a stop may take. */
/** What a stop may take is 20 s; a machine that does much else at the same time may need longer. */
const STOP_MS = 90_000;

async function startSlow(): Promise<{ provider: FakeProvider; environment: Record<string, string> }> {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const dataDir = await dataDirectory();
  return {
    provider,
    environment: { LEX_DATA_DIR: dataDir, LEX_MODEL: 'compatible/slow', COMPATIBLE_BASE_URL: provider.url },
  };
}

/** A reply of which one piece has been written. */
async function halfReply(lex: LexServer, provider: FakeProvider) {
  const { chat } = await new GraphqlClient(lex.url).run(ChatDocument, { input: { message: 'count' } });
  provider.release(1);
  const socket = new SubscriptionClient(lex.url);
  const stream = socket.run(ReplyStreamDocument, { messageId: chat.reply.id });
  const first = await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  await socket.close();
  return { chat, cursor: first.replyStream.cursor };
}

async function openSocket(lex: LexServer): Promise<WebSocket> {
  const socket = new WebSocket(`${lex.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

/** The exit within the time that a stop may take, or what it hasn't told until then. */
async function exitOf(lex: LexServer): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(resolve, STOP_MS, `still running after ${STOP_MS} ms`).unref());
  return Promise.race([lex.exited, late]);
}

/** 503, or `refused` once nothing listens any more. */
async function readiness(lex: LexServer): Promise<number | 'refused'> {
  return fetch(`${lex.url}/health/ready`).then(
    ({ status }) => status,
    () => 'refused' as const,
  );
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s sends clients away, lets a reply end and exits with 0',
  async (signal) => {
    const { provider, environment } = await startSlow();
    const lex = await startLex(environment);
    const { chat } = await halfReply(lex, provider);
    const socket = await openSocket(lex);
    const closed = once(socket, 'close');
    const sse = await fetch(`${lex.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: ReplyStreamDocument.toString(),
        operationName: 'ReplyStream',
        variables: { messageId: chat.reply.id },
      }),
    });
    expect(sse.status).toBe(200);
    lex.kill(signal);
    expect((await closed)[0]).toBe(1001);
    expect(await sse.text()).toContain('one ');
    expect([503, 'refused']).toContain(await readiness(lex));
    provider.releaseAll();
    expect(await exitOf(lex)).toEqual({ code: 0, signal: null });

    const next = await startLex(environment);
    const { job } = await new GraphqlClient(next.url).run(JobDocument, { id: chat.job.id });
    expect(job).toMatchObject({ state: 'COMPLETED', attempts: 1 });
  },
);

it('hands a reply that takes too long back, and the next start writes it, once', async () => {
  const { provider, environment } = await startSlow();
  const lex = await startLex(environment);
  const { chat, cursor } = await halfReply(lex, provider);
  lex.kill('SIGTERM');
  expect(await exitOf(lex)).toEqual({ code: 0, signal: null });
  await provider.until(() => provider.openStreams === 0);

  provider.releaseAll();
  const next = await startLex(environment);
  const socket = new SubscriptionClient(next.url);
  const events = await collect(socket.run(ReplyStreamDocument, { messageId: chat.reply.id, after: cursor }));
  await socket.close();
  expect(events[0]?.replyStream.kind).toBe('RESTARTED');
  expect(events.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED', message: { content: PIECES.join('') } });
  const client = new GraphqlClient(next.url);
  const { conversation } = await client.run(ConversationDocument, { id: chat.conversation.id });
  expect(conversation?.messages.totalCount).toBe(2);
});

it('can be stopped while it starts, and while nothing happens', async () => {
  const { environment } = await startSlow();
  const idle = await startLex(environment);
  idle.kill('SIGTERM');
  expect(await exitOf(idle)).toEqual({ code: 0, signal: null });
  expect(idle.stderr).toContain('stopping');
});
