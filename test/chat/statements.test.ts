import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_ROLE: 'serve' });
  await makeConversations(2, 2);
});

/** Conversations of turns whose jobs are done, with a memory extracted from each question and used in each reply. */
async function makeConversations(conversations: number, turns: number): Promise<void> {
  const { prisma } = lex.database;
  const { id: ownerId } = lex.server.app.viewer;
  const record = await prisma.memoryRecord.findUnique({ where: { ownerId } });
  let sequence = record?.number ?? 0n;
  for (let each = 0; each < conversations; each++) {
    const conversationId = randomUUID();
    await prisma.conversation.create({ data: { id: conversationId, ownerId, title: `Conversation ${each}` } });
    let parentId: string | null = null;
    for (let turn = 0; turn < turns; turn++) {
      const [question, reply, memoryId]: string[] = [randomUUID(), randomUUID(), randomUUID()];
      if (!question || !reply || !memoryId) throw new Error('no ids');
      const common = { conversationId, ownerId, state: 'COMPLETED' } as const;
      await prisma.message.create({ data: { ...common, id: question, parentId, role: 'USER', content: 'A question' } });
      const recalled = [{ memoryId, score: 1, reasons: ['word'] }];
      await prisma.message.create({
        data: { ...common, id: reply, parentId: question, role: 'ASSISTANT', content: 'A reply', attempt: 1, recalled },
      });
      await prisma.job.create({
        data: {
          id: randomUUID(),
          ownerId,
          kind: 'REPLY',
          state: 'COMPLETED',
          input: {},
          conversationId,
          messageId: reply,
        },
      });
      sequence += 1n;
      const namespace = 'default';
      await prisma.memory.create({
        data: {
          id: memoryId,
          ownerId,
          namespace,
          key: memoryId,
          content: 'A memory',
          sequence,
          sourceMessageId: question,
        },
      });
      parentId = reply;
    }
  }
  const numbered = { number: sequence, marks: [sequence] };
  await prisma.memoryRecord.upsert({ where: { ownerId }, create: { ownerId, ...numbered }, update: numbered });
}

/** The fewest statements in a few tries: now and then the sweeps of a server read too. */
async function statementsOf(query: string): Promise<number> {
  const counts: number[] = [];
  for (let tries = 0; tries < 4; tries++) {
    const statements = vi.spyOn(pg.Client.prototype, 'query');
    try {
      expect(await lex.client.answer(query, {}, { 'cache-control': 'no-cache' })).not.toHaveProperty('errors');
      counts.push(statements.mock.calls.length);
    } finally {
      statements.mockRestore();
    }
  }
  return Math.min(...counts);
}

/** What a statement brings. */
const result = z.object({ rows: z.array(z.unknown()) });

const MESSAGE =
  'id content job { id state } parent { id job { id } } conversation { title } ' +
  'memoriesUsed { memory { id source { id } history { content } } } memoriesMade { id }';

describe('the number of statements', () => {
  const shapes = {
    counts: '{ conversations(first: 100) { totalCount edges { node { messages { totalCount } } } } }',
    lastMessages: `{ conversations(first: 100) { edges { node { lastMessage { ${MESSAGE} } } } } }`,
    messages: `{
      conversations(first: 12) { edges { node { messages(first: 8) { totalCount edges { node { ${MESSAGE} } } } } } }
    }`,
    twoPages: `{ conversations(first: 100) { edges { node {
        first: messages(first: 1) { edges { node { id } } } last: messages(last: 1) { edges { node { id } } }
      } } } }`,
    jobs: '{ jobs(first: 100) { totalCount edges { node { id state result } } } }',
    memories: `{ memories(first: 100) { totalCount edges { node {
        content source { id conversation { lastMessage { id } } } history { content }
      } } } }`,
  };
  const before = new Map<string, number>();
  beforeAll(async () => {
    for (const [name, query] of Object.entries(shapes)) before.set(name, await statementsOf(query));
    await makeConversations(12, 8);
  });

  it.each(Object.entries(shapes))('does not grow with the rows: %s', async (name, query) => {
    expect(before.get(name)).toBeGreaterThan(0);
    expect(await statementsOf(query)).toBe(before.get(name));
  });
});

it('pages of several conversations are each as they are alone', async () => {
  const shape = (args: string) =>
    `messages(${args}) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }
    }`;
  type Listed = { conversations: { edges: { node: { id: string; messages: { edges: { cursor: string }[] } } }[] } };
  type Alone = { conversation: { messages: unknown } };
  const { data } = await lex.client.answer<Listed>(`{ conversations { edges { node { id ${shape('first: 3')} } } } }`);
  const [one] = data?.conversations.edges ?? [];
  const cursor = one?.node.messages.edges[0]?.cursor;
  expect(cursor).toBeTypeOf('string');
  for (const args of [
    'first: 3',
    'last: 2',
    `first: 1, after: "${cursor}"`,
    `last: 5, before: "${cursor}"`,
    'first: 0',
  ]) {
    const together = await lex.client.answer<Listed>(`{ conversations { edges { node { id ${shape(args)} } } } }`);
    const edges = together.data?.conversations.edges ?? [];
    expect(edges).toHaveLength(data?.conversations.edges.length ?? 0);
    for (const { node } of edges) {
      const query = `query ($id: ID!) { conversation(id: $id) { ${shape(args)} } }`;
      const alone = await lex.client.answer<Alone>(query, { id: node.id });
      expect(node.messages).toEqual(alone.data?.conversation.messages);
    }
  }
});

it('the newest messages of conversations are one row each to read', async () => {
  const statements = vi.spyOn(pg.Pool.prototype, 'query');
  try {
    const { data } = await lex.client.answer<{ conversations: { edges: unknown[] } }>(
      '{ conversations(first: 100) { edges { node { lastMessage { id } } } } }',
    );
    const conversations = data?.conversations.edges.length ?? 0;
    const results = statements.mock.settledResults.map(({ value }) => result.safeParse(value).data?.rows.length ?? 0);
    expect(conversations).toBeGreaterThan(10);
    expect(Math.max(...results)).toBe(conversations);
  } finally {
    statements.mockRestore();
  }
});

it('each of several mutations in one document is answered with what it has done itself', async () => {
  const { data } = await lex.client.answer<{ createConversation: { id: string } }>(
    'mutation { createConversation(title: "before") { id } }',
  );
  const id = data?.createConversation.id;
  const answer = await lex.client.answer(
    `mutation ($id: ID!) {
      one: chat(input: { message: "one", conversationId: $id }) {
        message { conversation { title lastMessage { id } } } reply { id }
      }
      renamed: updateConversation(id: $id, title: "after") { title }
      two: chat(input: { message: "two", conversationId: $id }) {
        message { conversation { title messages { totalCount } lastMessage { id } } } reply { id }
      }
    }`,
    { id },
  );
  expect(answer).toMatchObject({
    data: {
      one: { message: { conversation: { title: 'before' } } },
      two: { message: { conversation: { title: 'after', messages: { totalCount: 4 } } } },
    },
  });
  type Sent = { message: { conversation: { lastMessage: { id: string } } }; reply: { id: string } };
  for (const name of ['one', 'two']) {
    const sent = answer.data?.[name] as Sent;
    expect(sent.message.conversation.lastMessage.id).toBe(sent.reply.id);
  }
});
