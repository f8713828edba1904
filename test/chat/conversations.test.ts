import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import {
  ChatDocument,
  ConversationDocument,
  ConversationsDocument,
  type ConversationsQuery,
  ConversationUpdatedDocument,
  CreateConversationDocument,
  DeleteConversationDocument,
  JobDocument,
  MessageDocument,
  ReplyStreamDocument,
  UpdateConversationDocument,
  UpdateViewerDocument,
} from '../../src/operations/graphql.ts';
import { type FakeProvider, startFakeProvider } from '../support/fake-provider.ts';
import { startTestServer, type TestServer } from '../support/start-server.ts';
import { until } from '../support/subscription-client.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
  lex = await startTestServer({ COMPATIBLE_BASE_URL: provider.url });
  // What a job asks the model that draws memories isn't what is looked at here.
  await lex.client.run(UpdateViewerDocument, { drawsMemories: false });
  return () => provider.close();
});
beforeEach(() => provider.releaseAll());

const chat = async (message: string, conversationId?: string) =>
  (
    await lex.client.run(ChatDocument, {
      input: { message, waitMs: 20_000, ...(conversationId && { conversationId }) },
    })
  ).chat;
const read = async (id: string) => (await lex.client.run(ConversationDocument, { id, last: 50 })).conversation;
const titlesFound = async (search: string, archived?: boolean) => {
  const { conversations } = await lex.client.run(ConversationsDocument, {
    search,
    first: 20,
    ...(archived === undefined ? {} : { archived }),
  });
  expect(conversations.totalCount).toBe(conversations.edges.length);
  return conversations.edges.map(({ node }) => node.title);
};

describe('a title', () => {
  it('is made from the first exchange, and stays', async () => {
    const { conversation } = await chat('Remember that the ferry to Naxos leaves at nine');
    const made = (await read(conversation.id))?.title;
    expect(made).toContain('ferry to Naxos');
    await chat('What is 3 times 4?', conversation.id);
    expect((await read(conversation.id))?.title).toBe(made);
  });

  it('that the user gave is never made anew', async () => {
    const { createConversation } = await lex.client.run(CreateConversationDocument, { title: 'Sailing' });
    await chat('Remember that the boat is blue', createConversation.id);
    expect((await read(createConversation.id))?.title).toBe('Sailing');
    const { conversation } = await chat('Remember that the mast is tall');
    await lex.client.run(UpdateConversationDocument, { id: conversation.id, title: 'Masts' });
    await chat('hello', conversation.id);
    expect((await read(conversation.id))?.title).toBe('Masts');
  });
});

describe('conversations', () => {
  it('are found by a part of their titles, whatever its case, with wild cards taken as they are', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const title of [`${mark} 100% Wool`, `${mark} 100 wool`, `${mark} snake_case`, `${mark} snakeXcase`]) {
      await lex.client.run(CreateConversationDocument, { title });
    }
    expect(await titlesFound(`${mark.toUpperCase()} 100% wool`)).toEqual([`${mark} 100% Wool`]);
    expect(await titlesFound(`${mark} snake_case`)).toEqual([`${mark} snake_case`]);
    expect(await titlesFound(`${mark} \\`)).toEqual([]);
    expect(await titlesFound(mark)).toHaveLength(4);
  });

  it('can be put away and taken out again', async () => {
    const title = `put away ${randomUUID()}`;
    const { createConversation } = await lex.client.run(CreateConversationDocument, { title });
    const { id } = createConversation;
    await lex.client.run(UpdateConversationDocument, { id, archived: true });
    expect([await titlesFound(title), await titlesFound(title, true), await titlesFound(title, false)]).toEqual([
      [],
      [title],
      [],
    ]);
    await lex.client.run(UpdateConversationDocument, { id, archived: false });
    expect(await titlesFound(title, false)).toEqual([title]);
  });

  it('come the latest spoken in first, page by page, none twice', async () => {
    const mark = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const made = await lex.client.run(CreateConversationDocument, { title: `${mark} ${n}` });
      ids.unshift(made.createConversation.id);
    }
    const revived = ids.pop() ?? '';
    await chat('hello', revived);
    ids.unshift(revived);
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { conversations }: ConversationsQuery = await lex.client.run(ConversationsDocument, {
        search: mark,
        first: 3,
        after,
      });
      expect(conversations.totalCount).toBe(7);
      seen.push(...conversations.edges.map(({ node }) => node.id));
      if (!conversations.pageInfo.hasNextPage) break;
      after = conversations.pageInfo.endCursor ?? null;
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ['a blank title', { title: ' ' }, 'title takes 1 to 200 characters'],
    ['a title of 201 characters', { title: 't'.repeat(201) }, 'title takes 1 to 200 characters'],
    ['a title with NUL', { title: 'a\0' }, 'NUL'],
    ['a system prompt of 32,001 characters', { systemPrompt: 's'.repeat(32_001) }, 'systemPrompt takes'],
  ])('are not made or changed with %s', async (_, input, words) => {
    const refusal = { code: 'BAD_USER_INPUT', message: expect.stringContaining(words) };
    await expect(lex.client.run(CreateConversationDocument, input)).rejects.toMatchObject(refusal);
    const { createConversation } = await lex.client.run(CreateConversationDocument, { title: 'unchanged' });
    const change = lex.client.run(UpdateConversationDocument, { id: createConversation.id, ...input });
    await expect(change).rejects.toMatchObject(refusal);
    expect((await read(createConversation.id))?.title).toBe('unchanged');
  });

  it('of somebody else are as if they weren’t there', async () => {
    const { prisma } = lex.database;
    const somebody = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
    const row = await prisma.conversation.create({
      data: { id: randomUUID(), ownerId: somebody.id, title: 'Their secret' },
    });
    const message = await prisma.message.create({
      data: {
        id: randomUUID(),
        conversationId: row.id,
        ownerId: somebody.id,
        role: 'USER',
        state: 'COMPLETED',
        content: 'Their words',
      },
    });
    const id = encodeGlobalId('Conversation', row.id);
    const notFound = { code: 'NOT_FOUND' };
    expect(await read(id)).toBeNull();
    expect((await lex.client.run(MessageDocument, { id: encodeGlobalId('Message', message.id) })).message).toBeNull();
    expect(await titlesFound('Their secret')).toEqual([]);
    await expect(lex.client.run(UpdateConversationDocument, { id, title: 'Mine' })).rejects.toMatchObject(notFound);
    await expect(lex.client.run(DeleteConversationDocument, { id })).rejects.toMatchObject(notFound);
    await expect(lex.subscribe().run(ConversationUpdatedDocument, { id }).next()).rejects.toMatchObject(notFound);
    const node = await lex.client.answer('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(node.data).toEqual({ node: null });
    expect((await prisma.conversation.findUnique({ where: { id: row.id } }))?.title).toBe('Their secret');
  });
});

describe('deleting a conversation', () => {
  it('stops the reply that is being written, and takes all of it', async () => {
    provider.answerWith({ kind: 'text', pieces: Array.from({ length: 50 }, (_, n) => `word${n} `) });
    provider.hold();
    const { chat: slow } = await lex.client.run(ChatDocument, { input: { message: 'go on', model: 'compatible/any' } });
    await provider.until(() => provider.openStreams === 1);
    provider.release(2);
    const stream = lex.subscribe().run(ReplyStreamDocument, { messageId: slow.reply.id });
    await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');

    const { deleteConversation } = await lex.client.run(DeleteConversationDocument, { id: slow.conversation.id });
    expect(deleteConversation).toBe(true);
    await provider.until(() => provider.openStreams === 0);
    expect(await read(slow.conversation.id)).toBeNull();
    for (const { id } of [slow.message, slow.reply]) {
      expect((await lex.client.run(MessageDocument, { id })).message).toBeNull();
    }
    expect(await lex.database.prisma.message.count({ where: { content: 'go on' } })).toBe(0);
    const { job } = await lex.client.run(JobDocument, { id: slow.job.id });
    expect(job).toMatchObject({ state: 'CANCELLED' });
    const again = lex.subscribe().run(ReplyStreamDocument, { messageId: slow.reply.id });
    await expect(again.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('twice finds nothing the second time', async () => {
    const { conversation } = await chat('hello');
    await lex.client.run(DeleteConversationDocument, { id: conversation.id });
    const again = lex.client.run(DeleteConversationDocument, { id: conversation.id });
    await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('those who watch a conversation see its messages come and grow', async () => {
  provider.answerWith({ kind: 'text', pieces: ['Good ', 'morning.'] });
  const { createConversation } = await lex.client.run(CreateConversationDocument, { title: 'Watched' });
  const { id } = createConversation;
  const seen: { role: string; state: string; content: string }[] = [];
  const watched = lex.subscribe().run(ConversationUpdatedDocument, { id });
  let hasSeen = false;
  const reading = until(watched, ({ conversationUpdated }) => {
    seen.push(conversationUpdated);
    hasSeen = conversationUpdated.state === 'COMPLETED' && seen.some(({ role }) => role === 'USER');
    hasSeen &&= conversationUpdated.role === 'ASSISTANT';
    return hasSeen;
  });
  // The subscription has no first event that says it has begun: talk until it tells of something.
  while (!hasSeen) {
    await lex.client.run(ChatDocument, {
      input: { message: 'hello', conversationId: id, waitMs: 20_000, model: 'compatible/any' },
    });
  }
  await reading;
  expect(seen.at(-1)).toMatchObject({ role: 'ASSISTANT', content: 'Good morning.' });
  expect(seen.find(({ role }) => role === 'USER')).toMatchObject({ state: 'COMPLETED', content: 'hello' });
});
