import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../src/errors.ts';
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
  StopReplyDocument,
  UpdateConversationDocument,
} from '../../src/generated/graphql.ts';
import { decodeGlobalId, encodeGlobalId } from '../../src/global-id.ts';
import type { FakeProvider } from '../support/fake-provider.ts';
import { startServerWithProvider, type TestServer } from '../support/start-server.ts';
import { collect, until } from '../support/subscription-client.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider());
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

describe('a title that the first exchange has yet to give', () => {
  it('isn’t made any more when the user gives one while the reply is written', async () => {
    provider.hold();
    const { chat: first } = await lex.client.run(ChatDocument, {
      input: { message: 'Which ferry goes to Naxos?', model: 'compatible/any' },
    });
    await provider.until(() => provider.openStreams === 1);
    await lex.client.run(UpdateConversationDocument, { id: first.conversation.id, title: 'Islands' });
    provider.releaseAll();
    await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: first.reply.id }));
    expect((await read(first.conversation.id))?.title).toBe('Islands');
  });

  it('is made from the first that ends well', async () => {
    provider.hold();
    const { chat: first } = await lex.client.run(ChatDocument, {
      input: { message: 'Which ferry goes to Naxos?', model: 'compatible/any' },
    });
    const { id } = first.conversation;
    await provider.until(() => provider.openStreams === 1);
    await lex.client.run(StopReplyDocument, { messageId: first.reply.id });
    provider.releaseAll();
    expect((await read(id))?.title).toBe('New conversation');
    await chat('Remember that the ferry to Paros is red', id);
    expect((await read(id))?.title).toContain('ferry to Paros');
  });
});

describe('conversations', () => {
  it('are changed in what is given alone, and null takes the system prompt away', async () => {
    const { createConversation } = await lex.client.run(CreateConversationDocument, {
      title: 'Galley',
      systemPrompt: 'Answer like a cook.',
    });
    const { id } = createConversation;
    await lex.client.run(UpdateConversationDocument, { id, archived: true });
    expect(await read(id)).toMatchObject({ title: 'Galley', archived: true, systemPrompt: 'Answer like a cook.' });
    await lex.client.run(UpdateConversationDocument, { id, title: null, systemPrompt: null });
    expect(await read(id)).toMatchObject({ title: 'Galley', archived: true, systemPrompt: null });
  });

  it('are listed with those put away when asked for both', async () => {
    const mark = randomUUID();
    const made: string[] = [];
    for (const archived of [true, false]) {
      const { createConversation } = await lex.client.run(CreateConversationDocument, { title: mark });
      await lex.client.run(UpdateConversationDocument, { id: createConversation.id, archived });
      made.unshift(createConversation.id);
    }
    const { conversations } = await lex.client.run(ConversationsDocument, { search: mark, archived: null });
    expect(conversations.edges.map(({ node }) => node.id)).toEqual(made);
  });

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

  it('and their messages are paged from the end too, none twice', async () => {
    const mark = randomUUID();
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { createConversation } = await lex.client.run(CreateConversationDocument, { title: mark });
      made.unshift(createConversation.id);
    }
    const id = made[0] ?? '';
    for (const word of ['one', 'two', 'three']) await chat(word, id);
    const seen = {
      conversations: await fromTheEnd(conversationsPage(mark)),
      messages: await fromTheEnd(messagesPage(id)),
    };
    expect(seen.conversations).toEqual(made);
    expect(seen.messages).toHaveLength(6);
    expect(seen.messages).toEqual((await read(id))?.messages.edges.map(({ node }) => node.id));
  });

  it.each([
    ['first and last', { first: 1, last: 1 }],
    ['a page of 101', { first: 101 }],
    ['a negative page', { last: -1 }],
    ['a cursor that is none', { after: 'abc' }],
    ['a search of 201 characters', { search: 's'.repeat(201) }],
    ['a search with NUL', { search: 'a\0' }],
  ])('aren’t listed by %s', async (_, variables) => {
    const document = `query ($first: Int, $last: Int, $after: String, $search: String) {
      conversations(first: $first, last: $last, after: $after, search: $search) { totalCount }
    }`;
    const { errors } = await lex.client.answer(document, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
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

    const rest = collect(stream).then(
      (events) => events.at(-1)?.replyStream.kind,
      (error: { code: string }) => error.code,
    );
    const { deleteConversation } = await lex.client.run(DeleteConversationDocument, { id: slow.conversation.id });
    expect(deleteConversation).toBe(true);
    // Those who follow hear of its end, or find it gone.
    expect(['STOPPED', 'NOT_FOUND']).toContain(await rest);
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

  it('leaves the jobs, which have ended, and nothing of its messages', async () => {
    const { prisma } = lex.database;
    const { conversation, reply, job } = await chat('hello');
    await lex.client.run(ChatDocument, { input: { message: 'and again', conversationId: conversation.id } });
    const [id, replyId, jobId] = [conversation, reply, job].map((each) => decodeGlobalId(each.id).id);
    const jobs = (await prisma.job.findMany({ where: { conversationId: id ?? '' } })).map((row) => row.id);
    expect(jobs).toContain(jobId);
    expect(jobs).toHaveLength(2);
    await lex.client.run(DeleteConversationDocument, { id: conversation.id });
    expect(await prisma.message.count({ where: { conversationId: id ?? '' } })).toBe(0);
    expect(await prisma.message.findUnique({ where: { id: replyId ?? '' } })).toBeNull();
    const { jobs: service, viewer } = lex.server.app;
    for (const each of jobs) {
      const left = await service.whenEnded(viewer.id, each, 120_000);
      expect(left).toMatchObject({ conversationId: null, messageId: null });
      expect(left.state).toMatch(/COMPLETED|CANCELLED/);
    }
  });

  it('while others write to it leaves no message and no job behind that waits', async () => {
    const { prisma } = lex.database;
    const { createConversation } = await lex.client.run(CreateConversationDocument, { title: 'Contested' });
    const { id } = createConversation;
    const sent = Array.from({ length: 10 }, (_, n) =>
      lex.client.run(ChatDocument, { input: { message: `word ${n}`, conversationId: id } }).then(
        (answer) => answer.chat.job.id,
        (error: { code: string }) => error.code,
      ),
    );
    // At least one has its message and its job.
    await Promise.race(sent);
    expect(await lex.client.run(DeleteConversationDocument, { id })).toEqual({ deleteConversation: true });
    const outcomes = await Promise.all(sent);
    expect(outcomes.some((each) => each !== 'NOT_FOUND')).toBe(true);
    expect(await prisma.message.count({ where: { conversationId: decodeGlobalId(id).id } })).toBe(0);
    const { jobs, viewer } = lex.server.app;
    for (const outcome of outcomes.filter((each) => each !== 'NOT_FOUND')) {
      const ended = await jobs.whenEnded(viewer.id, decodeGlobalId(outcome).id, 120_000);
      // One that was just begun finds its message gone.
      const fault = ended.state === 'FAILED' ? ended.error : null;
      expect(ended.state).toMatch(/COMPLETED|CANCELLED|FAILED/);
      expect([null, new NotFoundError('message').message]).toContain(fault);
    }
  });

  it('by many at once never fails but with NOT_FOUND', async () => {
    const { conversation } = await chat('hello');
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () =>
        lex.client.run(DeleteConversationDocument, { id: conversation.id }).then(
          ({ deleteConversation }) => deleteConversation,
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes).toContain(true);
    for (const outcome of outcomes) expect([true, 'NOT_FOUND']).toContain(outcome);
    expect(await read(conversation.id)).toBeNull();
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

it('those who watch a conversation hear nothing of another', async () => {
  const [watchedId, otherId] = await Promise.all(
    ['Watched alone', 'Another'].map(
      async (title) => (await lex.client.run(CreateConversationDocument, { title })).createConversation.id,
    ),
  );
  const told: string[] = [];
  const watched = lex.subscribe().run(ConversationUpdatedDocument, { id: watchedId ?? '' });
  const reading = until(watched, ({ conversationUpdated }) => {
    told.push(conversationUpdated.id);
    return told.length > 3;
  });
  const own: string[] = [];
  while (told.length <= 3) {
    await chat('elsewhere', otherId);
    const { message, reply } = await chat('here', watchedId);
    own.push(message.id, reply.id);
  }
  await reading;
  for (const id of told) expect(own).toContain(id);
});

interface Listed {
  readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null };
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

const PAGE = '{ pageInfo { hasPreviousPage startCursor } edges { node { id } } }';

function conversationsPage(search: string) {
  return async (before: string | null) => {
    const document = `query ($search: String, $before: String) {
      conversations(search: $search, last: 2, before: $before) ${PAGE}
    }`;
    return (await lex.client.answer<{ conversations: Listed }>(document, { search, before })).data?.conversations;
  };
}

function messagesPage(id: string) {
  return async (before: string | null) => {
    const document = `query ($id: ID!, $before: String) {
      conversation(id: $id) { messages(last: 2, before: $before) ${PAGE} }
    }`;
    const { data } = await lex.client.answer<{ conversation: { messages: Listed } }>(document, { id, before });
    return data?.conversation.messages;
  };
}

/** Every id of a list, in its order, read two at a time from its end. */
async function fromTheEnd(pageBefore: (cursor: string | null) => Promise<Listed | undefined>): Promise<string[]> {
  const ids: string[] = [];
  let before: string | null = null;
  for (;;) {
    const page: Listed | undefined = await pageBefore(before);
    if (!page) throw new Error('The server refused the page.');
    ids.unshift(...page.edges.map(({ node }) => node.id));
    if (!page.pageInfo.hasPreviousPage) return ids;
    before = page.pageInfo.startCursor;
  }
}
