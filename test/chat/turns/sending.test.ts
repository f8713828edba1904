import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MessageDocument, ReplyStreamDocument } from '../../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { collect } from '../../support/clients/subscription-client.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider());
});
beforeEach(() => provider.releaseAll());

/** How much there is of what a call stores. A reply that ends meanwhile may add a job that speaks it. */
const counts = async () => {
  const { prisma } = lex.database;
  const replies = prisma.job.count({ where: { kind: 'REPLY' } });
  return Promise.all([prisma.conversation.count(), prisma.message.count(), replies]);
};
const unknown = (typename: string) => encodeGlobalId(typename, randomUUID());

describe('waiting for the reply', () => {
  it('is not done unless it is asked for', async () => {
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', model: 'compatible/any' } });
    expect(chat).toMatchObject({ reply: { state: 'PENDING', content: '' }, job: { state: 'WAITING' } });
  });

  it('brings the whole text when it ends in time', async () => {
    const { chat } = await lex.client.run(ChatDocument, {
      input: { message: 'hello', model: 'compatible/any', waitMs: 20_000 },
    });
    expect(chat).toMatchObject({
      reply: { state: 'COMPLETED', content: 'Hello from the fake provider.', model: 'compatible/any' },
      job: { state: 'COMPLETED' },
    });
  });

  it('ends after its bound, and the reply goes on', async () => {
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, {
      input: { message: 'hello', model: 'compatible/any', waitMs: 50 },
    });
    expect(chat.reply.state).toMatch(/PENDING|STREAMING/);
    provider.releaseAll();
    const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id }));
    expect(events.at(-1)?.replyStream.message).toMatchObject({ content: 'Hello from the fake provider.' });
  });
});

describe('sending while a reply is written', () => {
  it('again with the same key waits for the first call’s reply', async () => {
    provider.hold();
    const input = { message: 'hello', model: 'compatible/any', idempotencyKey: randomUUID() };
    const first = await lex.client.run(ChatDocument, { input });
    await provider.until(() => provider.openStreams === 1);
    const again = lex.client.run(ChatDocument, { input: { ...input, waitMs: 20_000 } });
    provider.releaseAll();
    expect((await again).chat).toMatchObject({
      reply: { id: first.chat.reply.id, state: 'COMPLETED', content: 'Hello from the fake provider.' },
      job: { id: first.chat.job.id, state: 'COMPLETED' },
    });
  });
});

describe('a message', () => {
  it.each([
    ['32,000 characters', 'x'.repeat(32_000)],
    ['emoji, accents and other scripts', '👩‍👩‍👧‍👦 naïve Ωμέγα 你好 مرحبا'],
    ['white space around it', '  two spaces\n'],
    ['control characters but NUL', 'bell \u0007 and escape \u001b[31m'],
    ['what looks like code', '"); DROP TABLE "Message"; -- $x \\'],
  ])('of %s is kept as it was sent', async (_, message) => {
    const { chat } = await lex.client.run(ChatDocument, { input: { message } });
    const stored = await lex.client.run(MessageDocument, { id: chat.message.id });
    expect(stored.message).toMatchObject({ role: 'USER', state: 'COMPLETED', content: message, error: null });
  });

  it('can ask for an answer to be spoken, which reply and message remember', async () => {
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', voiceMode: true } });
    const voice = 'query ($id: ID!) { message(id: $id) { voiceMode } }';
    for (const { id } of [chat.message, chat.reply]) {
      expect((await lex.client.answer(voice, { id })).data).toEqual({ message: { voiceMode: true } });
    }
  });
});

describe('a call that can’t be taken', () => {
  const document = 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }';

  it.each([
    ['an empty message', { message: '' }, 'message takes 1 to 32,000 characters'],
    ['a blank message', { message: ' \n\t ' }, 'message takes 1 to 32,000 characters'],
    ['32,001 characters', { message: 'x'.repeat(32_001) }, 'message takes 1 to 32,000 characters'],
    ['NUL', { message: 'a\0b' }, 'NUL'],
    ['half of a surrogate pair', { message: 'a\ud83d' }, 'surrogate'],
    ['an id that is none', { message: 'hi', conversationId: 'abc' }, 'is not an id'],
    ['an id of another type', { message: 'hi', conversationId: unknown('Job') }, 'id of a Job'],
    ['a parent’s id that is none', { message: 'hi', parentId: 'abc' }, 'is not an id'],
    ['a parent’s id of another type', { message: 'hi', parentId: unknown('Conversation') }, 'id of a Conversation'],
    ['an id of 100,000 characters', { message: 'hi', conversationId: 'x'.repeat(100_000) }, 'is not an id'],
    ['a parent without its conversation', { message: 'hi', parentId: unknown('Message') }, 'conversationId'],
    ['an unknown provider', { message: 'hi', model: 'nobody/any' }, 'provider/name'],
    ['a model that is no name', { message: 'hi', model: 'gpt' }, 'provider/name'],
    ['an unknown local model', { message: 'hi', model: 'local/other' }, 'local/lex'],
    ['a provider that isn’t set up', { message: 'hi', model: 'openai/any' }, 'OPENAI_API_KEY'],
    ['an empty key', { message: 'hi', idempotencyKey: '' }, 'idempotencyKey takes 1 to 200 characters'],
    ['a key with NUL', { message: 'hi', idempotencyKey: 'a\0' }, 'NUL'],
    ['a long key', { message: 'hi', idempotencyKey: 'k'.repeat(201) }, 'idempotencyKey takes 1 to 200 characters'],
    ['a negative wait', { message: 'hi', waitMs: -1 }, 'waitMs takes 0 to 60,000'],
    ['a wait of over a minute', { message: 'hi', waitMs: 60_001 }, 'waitMs takes 0 to 60,000'],
  ])('because of %s says so, and stores nothing', async (_, input, words) => {
    const before = await counts();
    const { errors } = await lex.client.answer(document, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining(words) }]);
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['no message', {}],
    ['a message that is a number', { message: 1 }],
    ['a wait of one and a half milliseconds', { message: 'hi', waitMs: 1.5 }],
    ['an argument that there isn’t', { message: 'hi', temperature: 1 }],
  ])('because of %s is refused by the schema, and stores nothing', async (_, input) => {
    const before = await counts();
    const { errors } = await lex.client.answer(document, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await counts()).toEqual(before);
  });

  it('because its conversation isn’t there, or isn’t the caller’s, is NOT_FOUND alike', async () => {
    const { prisma } = lex.database;
    const somebody = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
    const theirs = await prisma.conversation.create({
      data: { id: randomUUID(), ownerId: somebody.id, title: 'Private' },
    });
    onTestFinished(async () => void (await prisma.user.delete({ where: { id: somebody.id } })));
    const refusals = await Promise.all(
      [encodeGlobalId('Conversation', theirs.id), unknown('Conversation')].map(async (conversationId) => {
        const { errors } = await lex.client.answer(document, { input: { message: 'hi', conversationId } });
        return errors?.map(({ message, extensions }) => [extensions?.code, message]);
      }),
    );
    expect(refusals[0]).toEqual([['NOT_FOUND', expect.any(String)]]);
    expect(refusals[0]).toEqual(refusals[1]);
    expect(await prisma.message.count({ where: { conversationId: theirs.id } })).toBe(0);
  });

  it('because its parent is of another conversation, or of nobody’s, is NOT_FOUND', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (message) => (await lex.client.run(ChatDocument, { input: { message } })).chat),
    );
    const before = await counts();
    for (const parentId of [other?.message.id, unknown('Message')]) {
      const input = { message: 'hi', conversationId: one?.conversation.id, parentId };
      const { errors } = await lex.client.answer(document, { input });
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
    expect(await counts()).toEqual(before);
  });
});
