import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChatDocument, ReplyStreamDocument } from '../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../src/global-id.ts';
import type { FakeProvider } from '../support/fake-provider.ts';
import { type ReplyEvent, startServerWithProvider, startTestServer, type TestServer } from '../support/start-server.ts';
import { until } from '../support/subscription-client.ts';

// Families, flags, accents of their own and scripts beside each other: what must not be torn apart.
const PIECES = ['The ', '👩‍👩‍👧‍👦 ', 'family ', 'in ', '🇳🇴 ', 'cafe\u0301s ', 'says ', '你好 ', 'to ', 'everybody.'];
const TEXT = PIECES.join('');

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
  provider.answerWith({ kind: 'text', pieces: PIECES });
});
beforeEach(() => provider.releaseAll());

/** From a cursor to the end, over a socket of its own. */
const textOf = (events: readonly ReplyEvent[]) => events.map(({ text }) => text ?? '').join('');

/** A reply with its events as they came piece by piece. */
async function slowReply(server = lex): Promise<{ id: string; events: ReplyEvent[] }> {
  provider.hold();
  const { chat } = await server.client.run(ChatDocument, { input: { message: 'who says what?' } });
  const stream = server.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id });
  const events: ReplyEvent[] = [];
  for (const piece of PIECES) {
    provider.release(1);
    const { replyStream } = await until(stream, (event) => {
      events.push(event.replyStream);
      return textOf(events).endsWith(piece);
    });
    expect(replyStream.kind).toBe('DELTA');
  }
  provider.releaseAll();
  for await (const { replyStream } of stream) events.push(replyStream);
  return { id: chat.reply.id, events };
}

describe('a connection that breaks in the middle', () => {
  it('is taken up where it was, while the reply goes on', async () => {
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'who says what?' } });
    const seen: ReplyEvent[] = [];
    for (let n = 0; n < PIECES.length - 1; n++) {
      const socket = lex.subscribe();
      const after = seen.at(-1)?.cursor ?? null;
      const stream = socket.run(ReplyStreamDocument, { messageId: chat.reply.id, after });
      provider.release(1);
      const { replyStream } = await until(stream, ({ replyStream: { kind } }) => kind === 'DELTA');
      seen.push(replyStream);
      await socket.close();
    }
    provider.releaseAll();
    seen.push(...(await lex.followReply(chat.reply.id, seen.at(-1)?.cursor)));
    expect(textOf(seen)).toBe(TEXT);
    expect(seen.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { content: TEXT } });
    expect(seen.filter(({ kind }) => kind !== 'DELTA')).toHaveLength(1);
  });
});

describe('a client that subscribes anew after every event', () => {
  it('loses and repeats nothing, also when it comes while the last piece is written', async () => {
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'who says what?' } });
    const socket = lex.subscribe();
    const seen: ReplyEvent[] = [];
    while (seen.at(-1)?.kind !== 'COMPLETED') {
      const after = seen.at(-1)?.cursor ?? null;
      const stream = socket.run(ReplyStreamDocument, { messageId: chat.reply.id, after });
      const { value } = await stream.next();
      if (value) seen.push(value.replyStream);
      await stream.return(undefined);
    }
    expect(textOf(seen)).toBe(TEXT);
    expect(seen.slice(0, -1).every(({ kind }) => kind === 'DELTA')).toBe(true);
    expect(await lex.followReply(chat.reply.id, seen.at(-1)?.cursor)).toEqual([]);
  });
});

describe('a reply that has ended', () => {
  it('is read from any cursor: what follows it, and nothing twice', async () => {
    const { id, events } = await slowReply();
    expect(textOf(events)).toBe(TEXT);
    for (const [index, { cursor }] of events.entries()) {
      const rest = await lex.followReply(id, cursor);
      expect(textOf(rest)).toBe(textOf(events.slice(index + 1)));
      expect(rest.at(-1)?.kind).toBe(index === events.length - 1 ? undefined : 'COMPLETED');
    }
  });

  it('is the same for ten who follow it at once, and for one who comes late', async () => {
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'who says what?' } });
    const followers = Array.from({ length: 10 }, () => lex.followReply(chat.reply.id));
    await provider.until(() => provider.openStreams > 0);
    provider.releaseAll();
    for (const events of await Promise.all(followers)) expect(textOf(events)).toBe(TEXT);
    expect(textOf(await lex.followReply(chat.reply.id))).toBe(TEXT);
  });
});

describe('a reply whose log has gone', () => {
  let ended: Awaited<ReturnType<typeof slowReply>>;
  let next: TestServer;
  beforeAll(async () => {
    const first = await startTestServer({ COMPATIBLE_BASE_URL: provider.url, LEX_MODEL: 'compatible/any' });
    ended = await slowReply(first);
    await first.close();
    await rm(join(first.dataDir, 'replies'), { recursive: true });
    next = await startTestServer({ LEX_DATA_DIR: first.dataDir });
  });

  it('is rebuilt from the message, with the same cursors', async () => {
    const { id, events } = ended;
    const whole = await next.followReply(id, null);
    expect(whole.map(({ kind, text }) => [kind, text])).toEqual([
      ['DELTA', TEXT],
      ['COMPLETED', null],
    ]);
    expect(whole.at(-1)?.cursor).toBe(events.at(-1)?.cursor);
    for (const [index, { cursor }] of events.entries()) {
      expect(textOf(await next.followReply(id, cursor))).toBe(textOf(events.slice(index + 1)));
    }
  });
});

describe('what can’t be followed', () => {
  const refusal = async (messageId: string, after: string | null = null) =>
    lex.subscribe().run(ReplyStreamDocument, { messageId, after }).next();

  it.each(['', '1', 'x-1', '1-x', '-1-1', '1--1', '0-0', '1-1-1', '99999999999999999999-1', '1-1 ', '１-１', '1-1e3'])(
    'is named when the cursor is %j, which isn’t one',
    async (after) => {
      const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
      await expect(refusal(chat.reply.id, after)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );

  it('is named when the cursor is of an attempt or a place that never was', async () => {
    const { id, events } = await slowReply();
    const end = events.at(-1)?.cursor ?? '';
    const beyond = end.replace(/\d+$/, (position) => String(Number(position) + 1));
    for (const after of [beyond, '7-0']) {
      await expect(refusal(id, after)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('is NOT_FOUND when it isn’t there or is somebody else’s, and BAD_USER_INPUT when it is no reply', async () => {
    const { prisma } = lex.database;
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
    const somebody = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
    const conversation = await prisma.conversation.create({
      data: { id: randomUUID(), ownerId: somebody.id, title: 'Private' },
    });
    const theirs = await prisma.message.create({
      data: {
        id: randomUUID(),
        conversationId: conversation.id,
        ownerId: somebody.id,
        role: 'ASSISTANT',
        state: 'COMPLETED',
        content: 'A secret',
      },
    });
    for (const id of [theirs.id, randomUUID()]) {
      await expect(refusal(encodeGlobalId('Message', id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const id of [chat.message.id, chat.conversation.id, 'x']) {
      await expect(refusal(id)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });
});
