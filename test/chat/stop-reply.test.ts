import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CancelJobDocument,
  ChatDocument,
  MessageDocument,
  RegenerateReplyDocument,
  ReplyStreamDocument,
  StopReplyDocument,
} from '../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../src/global-id.ts';
import type { FakeProvider } from '../support/fake-provider.ts';
import { startServerWithProvider, type TestServer } from '../support/start-server.ts';
import { collect, until } from '../support/subscription-client.ts';

const PIECES = ['Once ', 'upon ', 'a ', 'time ', 'there ', 'was ', 'a ', 'lighthouse.'];

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({
    LEX_MODEL: 'compatible/any',
    LEX_WORKER_CONCURRENCY: '1',
  }));
  provider.answerWith({ kind: 'text', pieces: PIECES });
});
beforeEach(async () => {
  provider.releaseAll();
  await provider.until(() => provider.openStreams === 0);
});

/** A reply of which three pieces are written and the fourth is awaited. */
async function begunReply() {
  provider.hold();
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'tell me a story' } });
  await provider.until(() => provider.openStreams === 1);
  provider.release(3);
  let text = '';
  const stream = lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id });
  await until(stream, ({ replyStream }) => {
    text += replyStream.text ?? '';
    return text === 'Once upon a ';
  });
  return { chat, stream };
}

describe.each([
  ['stopReply', (chat: Begun) => lex.client.run(StopReplyDocument, { messageId: chat.reply.id })],
  ['cancelJob', (chat: Begun) => lex.client.run(CancelJobDocument, { id: chat.job.id })],
])('%s of a reply that is being written', (_, stop) => {
  it('ends the model’s call, keeps what was written, and tells those who follow', async () => {
    const { chat, stream } = await begunReply();
    await stop(chat);
    await provider.until(() => provider.openStreams === 0);
    const rest = await collect(stream);
    expect(rest.map(({ replyStream }) => replyStream)).toMatchObject([
      { kind: 'STOPPED', message: { state: 'STOPPED', content: 'Once upon a ', error: null } },
    ]);
    const { message } = await lex.client.run(MessageDocument, { id: chat.reply.id });
    expect(message).toMatchObject({ state: 'STOPPED', content: 'Once upon a ', job: { state: 'CANCELLED' } });
  });
});

describe('stopReply', () => {
  it('answers with the message, which many may ask for at once', async () => {
    const { chat } = await begunReply();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => lex.client.run(StopReplyDocument, { messageId: chat.reply.id })),
    );
    for (const { stopReply } of answers) expect(stopReply.id).toBe(chat.reply.id);
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id }));
    expect(events.at(-1)?.replyStream.kind).toBe('STOPPED');
  });

  it('ends a reply that waits for its turn, and the model is never asked', async () => {
    const { chat: before } = await begunReply();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'a second story' } });
    const asked = provider.requests.length;
    await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
    await lex.client.run(StopReplyDocument, { messageId: before.reply.id });
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id }));
    expect(events.map(({ replyStream }) => replyStream)).toMatchObject([
      { kind: 'STOPPED', message: { state: 'STOPPED', content: '' } },
    ]);
    expect(provider.requests.length).toBe(asked);
  });

  it('ends a reply of which the model has said nothing yet', async () => {
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'tell me a story' } });
    await provider.until(() => provider.openStreams === 1);
    await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
    await provider.until(() => provider.openStreams === 0);
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id }));
    expect(events.map(({ replyStream }) => replyStream)).toMatchObject([
      { kind: 'STOPPED', message: { state: 'STOPPED', content: '', error: null } },
    ]);
  });

  it('that comes as the reply ends leaves message, job and stream of one mind', async () => {
    for (let round = 0; round < 8; round++) {
      const { chat, stream } = await begunReply();
      const rest = collect(stream);
      const stopped = lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
      provider.releaseAll();
      const { stopReply } = await stopped;
      const events = (await rest).map(({ replyStream }) => replyStream);
      const { message } = await lex.client.run(MessageDocument, { id: chat.reply.id });
      const kind = events.at(-1)?.kind;
      expect(['STOPPED', 'COMPLETED']).toContain(kind);
      expect(message).toMatchObject({ state: kind, job: { state: kind === 'STOPPED' ? 'CANCELLED' : 'COMPLETED' } });
      expect(`Once upon a ${events.map(({ text }) => text ?? '').join('')}`).toBe(message?.content);
      expect(stopReply.id).toBe(chat.reply.id);
    }
  });

  it('of one of two siblings lets the other go on', async () => {
    const { chat } = await begunReply();
    const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id });
    await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
    provider.releaseAll();
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: regenerateReply.reply.id }));
    expect(events.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED', message: { content: PIECES.join('') } });
    const { message } = await lex.client.run(MessageDocument, { id: chat.reply.id });
    expect(message).toMatchObject({ state: 'STOPPED', content: 'Once upon a ' });
  });

  it.each(['STREAMING', 'COMPLETED'] as const)('of somebody else’s reply that is %s finds none', async (state) => {
    const { prisma } = lex.database;
    const { id: ownerId } = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
    const conversation = await prisma.conversation.create({ data: { id: randomUUID(), ownerId, title: 'Theirs' } });
    const theirs = await prisma.message.create({
      data: {
        id: randomUUID(),
        conversationId: conversation.id,
        ownerId,
        role: 'ASSISTANT',
        state,
        content: 'Their words',
      },
    });
    const stopped = lex.client.run(StopReplyDocument, { messageId: encodeGlobalId('Message', theirs.id) });
    await expect(stopped).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await prisma.message.findUnique({ where: { id: theirs.id } })).toEqual(theirs);
  });

  it('changes nothing of a reply that has ended', async () => {
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'tell me all', waitMs: 20_000 } });
    const { stopReply } = await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
    expect(stopReply).toEqual(chat.reply);
    expect(stopReply).toMatchObject({ state: 'COMPLETED', content: PIECES.join('') });
  });

  it('leaves a reply that can be regenerated', async () => {
    const { chat } = await begunReply();
    await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
    provider.releaseAll();
    const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id });
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: regenerateReply.reply.id }));
    expect(events.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED', message: { content: PIECES.join('') } });
  });

  it.each([
    ['a message that isn’t there', 'NOT_FOUND', () => encodeGlobalId('Message', randomUUID())],
    ['what a user wrote', 'BAD_USER_INPUT', (chat: Begun) => chat.message.id],
    ['a conversation', 'BAD_USER_INPUT', (chat: Begun) => chat.conversation.id],
  ])('refuses %s: %s', async (_, code, idOf) => {
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
    const stopped = lex.client.run(StopReplyDocument, { messageId: idOf(chat) });
    await expect(stopped).rejects.toMatchObject({ code });
  });
});

type Begun = Awaited<ReturnType<typeof begunReply>>['chat'];
