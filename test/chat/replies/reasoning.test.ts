import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-sse';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  ConversationDocument,
  MessageDocument,
  RegenerateReplyDocument,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  RetryJobDocument,
  StopReplyDocument,
} from '../../../src/generated/graphql.ts';
import { collect, until } from '../../support/clients/subscription-client.ts';
import {
  type ReplyEvent,
  startServerWithProvider,
  startTestServer,
  type TestServer,
} from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

const THOUGHTS = ['They ', 'greet 👩‍🚀: ', 'greet back.'];
const PIECES = ['Good ', 'morning!'];
const REASONING = THOUGHTS.join('');
const TEXT = PIECES.join('');

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});
beforeEach(() => {
  provider.releaseAll();
  provider.answerWith({ kind: 'text', thoughts: THOUGHTS, pieces: PIECES });
});

const thoughtOf = (events: readonly ReplyEvent[]) => events.map(({ reasoning }) => reasoning ?? '').join('');
const textOf = (events: readonly ReplyEvent[]) => events.map(({ text }) => text ?? '').join('');
/** Each kind once for as often as it came in a row. */
const turnsOf = (events: readonly ReplyEvent[]) =>
  events.map(({ kind }) => kind).filter((kind, index, all) => kind !== all[index - 1]);

async function ask(server = lex) {
  return (await server.client.run(ChatDocument, { input: { message: 'hello' } })).chat;
}

/** A reply with its events as they came piece by piece. */
async function slowReply(server = lex): Promise<{ id: string; events: ReplyEvent[] }> {
  provider.hold();
  const { reply } = await ask(server);
  const stream = server.subscribe().run(ReplyStreamDocument, { messageId: reply.id });
  const events: ReplyEvent[] = [];
  for (const piece of [...THOUGHTS, ...PIECES]) {
    provider.release(1);
    await until(stream, ({ replyStream }) => {
      events.push(replyStream);
      return (thoughtOf(events) + textOf(events)).endsWith(piece);
    });
  }
  provider.releaseAll();
  for await (const { replyStream } of stream) events.push(replyStream);
  return { id: reply.id, events };
}

const overWebSocket = (id: string) => lex.followReply(id);
async function overSse(messageId: string): Promise<ReplyEvent[]> {
  const client = createClient({ url: `${lex.url}/graphql` });
  const query = ReplyStreamDocument.toString();
  const results = await collect(client.iterate<ReplyStreamSubscription>({ query, variables: { messageId } }));
  client.dispose();
  return results.flatMap(({ data }) => (data ? [data.replyStream] : []));
}

describe.each([
  ['a WebSocket', overWebSocket],
  ['SSE', overSse],
])('over %s', (_, follow) => {
  it('what a model thinks comes before its text, as events of its own, and never in the text', async () => {
    const { reply } = await ask();
    const events = await follow(reply.id);
    expect(turnsOf(events)).toEqual(['REASONING', 'DELTA', 'COMPLETED']);
    expect([thoughtOf(events), textOf(events)]).toEqual([REASONING, TEXT]);
    for (const { kind, text, reasoning } of events) {
      expect([text === null, reasoning === null]).toEqual([kind !== 'DELTA', kind !== 'REASONING']);
    }
    expect(events.at(-1)).toMatchObject({ message: { content: TEXT, reasoning: REASONING } });
    expect(events.at(-1)?.cursor).toBe(`1-${REASONING.length + TEXT.length + 1}`);
  });

  it('of a model that tells nothing of it there is none, and cursors count the text alone', async () => {
    provider.answerWith({ kind: 'text', pieces: PIECES });
    const { reply } = await ask();
    const events = await follow(reply.id);
    expect(turnsOf(events)).toEqual(['DELTA', 'COMPLETED']);
    expect(events.at(-1)).toMatchObject({
      cursor: `1-${TEXT.length + 1}`,
      message: { content: TEXT, reasoning: null },
    });
  });
});

describe('whoever resumes from a cursor', () => {
  it('gets exactly the rest of both, while the reply is written', async () => {
    provider.hold();
    const { reply } = await ask();
    const seen: ReplyEvent[] = [];
    for (let n = 0; n < THOUGHTS.length + PIECES.length - 1; n++) {
      const socket = lex.subscribe();
      provider.release(1);
      const after = seen.at(-1)?.cursor ?? null;
      const { value } = await socket.run(ReplyStreamDocument, { messageId: reply.id, after }).next();
      if (value) seen.push(value.replyStream);
      await socket.close();
    }
    provider.releaseAll();
    seen.push(...(await lex.followReply(reply.id, seen.at(-1)?.cursor)));
    expect([thoughtOf(seen), textOf(seen)]).toEqual([REASONING, TEXT]);
    expect(turnsOf(seen)).toEqual(['REASONING', 'DELTA', 'COMPLETED']);
  });

  it('gets it from the log, and from the message when the log has gone', async () => {
    const first = await startTestServer({ COMPATIBLE_BASE_URL: provider.url, LEX_MODEL: 'compatible/any' });
    const { id, events } = await slowReply(first);
    const check = async (server: TestServer) => {
      for (const [index, { cursor }] of events.entries()) {
        const rest = await server.followReply(id, cursor);
        const expected = events.slice(index + 1);
        expect([thoughtOf(rest), textOf(rest)]).toEqual([thoughtOf(expected), textOf(expected)]);
        expect(rest.at(-1)?.cursor).toBe(expected.at(-1)?.cursor);
      }
    };
    await check(first);
    await first.close();
    await rm(join(first.dataDir, 'replies'), { recursive: true });
    const next = await startTestServer({ LEX_DATA_DIR: first.dataDir });
    await check(next);
    const whole = await next.followReply(id);
    expect(whole.map(({ kind, text, reasoning }) => [kind, text, reasoning])).toEqual([
      ['REASONING', null, REASONING],
      ['DELTA', TEXT, null],
      ['COMPLETED', null, null],
    ]);
  });
});

it('grows in the message while it is written, as the text does', async () => {
  provider.hold();
  const { reply } = await ask();
  const stream = lex.subscribe().run(ReplyStreamDocument, { messageId: reply.id });
  const read = async () => (await lex.client.run(MessageDocument, { id: reply.id })).message;
  expect(await read()).toMatchObject({ content: '', reasoning: null });
  provider.release(1);
  await until(stream, ({ replyStream }) => replyStream.reasoning === THOUGHTS[0]);
  expect(await read()).toMatchObject({ state: 'STREAMING', content: '', reasoning: THOUGHTS[0] });
  provider.release(THOUGHTS.length);
  await until(stream, ({ replyStream }) => replyStream.text === PIECES[0]);
  expect(await read()).toMatchObject({ state: 'STREAMING', content: PIECES[0], reasoning: REASONING });
});

it('is kept of a reply that is stopped, and of one that fails', async () => {
  provider.hold();
  const stopped = await ask();
  const stream = lex.subscribe().run(ReplyStreamDocument, { messageId: stopped.reply.id });
  provider.release(1);
  await until(stream, ({ replyStream }) => replyStream.kind === 'REASONING');
  await lex.client.run(StopReplyDocument, { messageId: stopped.reply.id });
  const [end] = (await collect(stream)).map(({ replyStream }) => replyStream);
  expect(end).toMatchObject({ kind: 'STOPPED', message: { content: '', reasoning: THOUGHTS[0] } });

  provider.releaseAll();
  const long = 'over and over '.repeat(20_000);
  provider.answerWith({ kind: 'text', thoughts: Array.from({ length: 6 }, () => long), pieces: PIECES });
  const events = await lex.followReply((await ask()).reply.id);
  expect(events.at(-1)).toMatchObject({
    kind: 'FAILED',
    message: { content: '', reasoning: thoughtOf(events), error: expect.stringMatching(/long/) },
  });
  expect(thoughtOf(events).length).toBeGreaterThan(1_000_000);
  expect(thoughtOf(events).length).toBeLessThanOrEqual(1_000_000 + long.length);
  await provider.until(() => provider.openStreams === 0);
});

it('begins empty with each attempt, and with another reply', async () => {
  // The first is refused after it has thought.
  provider.answerWith({
    kind: 'text',
    thoughts: ['A wrong turn.', ...Array(5).fill('x'.repeat(250_000))],
    pieces: [''],
  });
  const chat = await ask();
  const before = await lex.followReply(chat.reply.id);
  expect(before.at(-1)).toMatchObject({ kind: 'FAILED' });
  provider.answerWith({ kind: 'text', thoughts: THOUGHTS, pieces: PIECES });
  await lex.client.run(RetryJobDocument, { id: chat.job.id });
  const retried = await lex.followReply(chat.reply.id, before.at(-1)?.cursor);
  expect(turnsOf(retried)).toEqual(['RESTARTED', 'REASONING', 'DELTA', 'COMPLETED']);
  expect(retried.at(-1)).toMatchObject({ message: { content: TEXT, reasoning: REASONING } });

  provider.answerWith({ kind: 'text', pieces: ['Hi.'] });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id });
  const again = await lex.followReply(regenerateReply.reply.id);
  expect(again.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { content: 'Hi.', reasoning: null } });
});

it('is not in the conversation’s title, nor in what the model is asked next', async () => {
  const first = await ask();
  await lex.followReply(first.reply.id);
  const { conversation } = await lex.client.run(ConversationDocument, { id: first.conversation.id, last: 5 });
  expect(conversation?.title).toBe('Good morning!');
  const input = { message: 'and how are you?', conversationId: first.conversation.id, waitMs: 20_000 };
  await lex.client.run(ChatDocument, { input });
  const asked = JSON.stringify(provider.requests.at(-1)?.body);
  expect(asked).toContain(TEXT);
  expect(asked).not.toContain('greet back');
});

it('may be torn in the middle of a character, or hold what can’t be stored', async () => {
  provider.answerWith({ kind: 'text', thoughts: ['a\0b \ud83d', '\udc69 \udc00', 'c\ud83d'], pieces: PIECES });
  const events = await lex.followReply((await ask()).reply.id);
  expect(thoughtOf(events)).toBe('ab 👩 \ufffdc\ufffd');
  expect(events.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { reasoning: thoughtOf(events) } });
});
