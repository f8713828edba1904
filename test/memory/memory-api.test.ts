import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ForgetAllDocument,
  ForgetDocument,
  ForgetMemoryDocument,
  MemoriesDocument,
  MemoryDocument,
  MemoryNamespacesDocument,
  RecallDocument,
  RememberDocument,
  RememberManyDocument,
  RemoveConversationDocument,
} from '../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../src/global-id.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

let namespaces = 0;
/** Each test has a namespace to itself. */
const aNamespace = () => `test-${++namespaces}`;

const recalled = async (query: string, namespace: string) =>
  (await lex.client.run(RecallDocument, { query, namespace })).recall;

async function pages(namespace: string, size: number, end: 'first' | 'last') {
  const document = `query ($namespace: String, $size: Int, $cursor: String) {
    memories(namespace: $namespace, ${end === 'first' ? 'first: $size, after' : 'last: $size, before'}: $cursor) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { key } }
    }
  }`;
  interface Answer {
    memories: {
      totalCount: number;
      pageInfo: {
        hasNextPage: boolean;
        hasPreviousPage: boolean;
        startCursor: string | null;
        endCursor: string | null;
      };
      edges: { node: { key: string } }[];
    };
  }
  const found: string[][] = [];
  for (let cursor: string | null = null; ; ) {
    const { data }: Awaited<ReturnType<typeof lex.client.answer<Answer>>> = await lex.client.answer<Answer>(document, {
      namespace,
      size,
      cursor,
    });
    if (!data) throw new Error('The page could not be read.');
    const { edges, pageInfo }: Answer['memories'] = data.memories;
    found.push(edges.map(({ node }) => node.key));
    if (!(end === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
    cursor = end === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
  }
}

describe('remembering', () => {
  it('keeps everything it was given, and finds it by key, by id and by its words', async () => {
    const namespace = aNamespace();
    const input = {
      namespace,
      key: 'sister',
      content: 'My sister lives in Oslo',
      group: 'family',
      tags: ['family', 'places', 'family'],
      metadata: { source: { page: 3 }, ключ: ['é', null, 1.5] },
      expiresAt: '2100-01-01T00:00:00.000Z',
    };
    const { remember } = await lex.client.run(RememberDocument, { input });
    expect(remember).toMatchObject({ ...input, tags: ['family', 'places'], createdAt: remember.updatedAt });
    expect((await lex.client.run(MemoryDocument, { namespace, key: 'sister' })).memory).toEqual(remember);
    const node = await lex.client.answer(
      'query ($id: ID!) { node(id: $id) { id ... on Memory { content } } }',
      remember,
    );
    expect(node.data).toEqual({ node: { id: remember.id, content: input.content } });
    expect(await recalled('Where do my sisters live?', namespace)).toEqual([
      { memory: remember, score: expect.any(Number), reasons: ['sisters', 'live'] },
    ]);
  });

  it('makes a key where none was given, and keeps to the default namespace', async () => {
    const { remember } = await lex.client.run(RememberDocument, { input: { content: 'a thing of its own' } });
    expect(remember).toMatchObject({ namespace: 'default', group: null, tags: [], metadata: null, expiresAt: null });
    expect(remember.key).toMatch(/^[0-9a-f-]{36}$/);
    expect((await lex.client.run(MemoryDocument, { key: remember.key })).memory).toEqual(remember);
  });

  it('replaces under the same key: the id and the first instant stay, all else is new', async () => {
    const namespace = aNamespace();
    const first = await lex.client.run(RememberDocument, {
      input: { namespace, key: 'k', content: 'otter', tags: ['a'], metadata: { a: 1 }, group: 'g' },
    });
    const second = await lex.client.run(RememberDocument, { input: { namespace, key: 'k', content: 'heron' } });
    const { id, createdAt, updatedAt } = second.remember;
    expect({ id, createdAt }).toEqual({ id: first.remember.id, createdAt: first.remember.createdAt });
    expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(first.remember.updatedAt));
    expect(second.remember).toMatchObject({ content: 'heron', tags: [], metadata: null, group: null });
    expect(await recalled('otter', namespace)).toEqual([]);
    expect(await recalled('heron', namespace)).toHaveLength(1);
    expect((await lex.client.run(MemoriesDocument, { namespace })).memories.totalCount).toBe(1);
  });

  it('keeps the same key apart in two namespaces', async () => {
    const [here, there] = [aNamespace(), aNamespace()];
    for (const namespace of [here, there]) {
      await lex.client.run(RememberDocument, { input: { namespace, key: 'k', content: `otter of ${namespace}` } });
    }
    expect((await recalled('otter', here)).map(({ memory }) => memory.content)).toEqual([`otter of ${here}`]);
  });

  it('keeps texts in any language and form as they are', async () => {
    const namespace = aNamespace();
    const contents = [
      '妹は東京に住んでいます',
      'моя сестра живёт в Осло',
      'أختي تعيش في القاهرة',
      '🎂',
      ' a\r\n\tb\u0001\u2028 ',
      '…',
      'x'.repeat(32_000),
    ];
    await lex.client.run(RememberManyDocument, { input: contents.map((content) => ({ namespace, content })) });
    const { memories } = await lex.client.run(MemoriesDocument, { namespace });
    expect(memories.edges.map(({ node }) => node.content)).toEqual([...contents].reverse());
    for (const [query, content] of [
      ['東京', contents[0]],
      ['Осло', contents[1]],
      ['القاهرة', contents[2]],
    ] as const) {
      expect((await recalled(query, namespace)).map(({ memory }) => memory.content)).toEqual([content]);
    }
  });
});

describe('remembering many', () => {
  it('takes 10,000 at once, and recalls any of them', async () => {
    const namespace = aNamespace();
    const input = Array.from({ length: 10_000 }, (_, index) => ({
      namespace,
      key: `k${index}`,
      content: `note ${index} about the otter number${index}`,
    }));
    const { rememberMany } = await lex.client.run(RememberManyDocument, { input });
    expect(rememberMany.count).toBe(10_000);
    expect(new Set(rememberMany.ids).size).toBe(10_000);
    for (const index of [0, 4_999, 9_999]) {
      const [hit] = await recalled(`number${index}`, namespace);
      expect(hit?.memory).toMatchObject({ id: rememberMany.ids[index], key: `k${index}` });
    }
    expect((await lex.client.run(ForgetAllDocument, { namespace })).forgetAll).toBe(10_000);
    expect(await recalled('otter', namespace)).toEqual([]);
  });

  it('stores none when one of them is bad, and names it', async () => {
    const namespace = aNamespace();
    const input = Array.from({ length: 20 }, (_, index) => ({ namespace, content: index === 13 ? '  ' : 'otter' }));
    await expect(lex.client.run(RememberManyDocument, { input })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('input.13.content'),
    });
    expect((await lex.client.run(MemoriesDocument, { namespace })).memories.totalCount).toBe(0);
    expect(await recalled('otter', namespace)).toEqual([]);
  });

  it('takes the last of several with one key', async () => {
    const namespace = aNamespace();
    const { rememberMany } = await lex.client.run(RememberManyDocument, {
      input: [
        { namespace, key: 'a', content: 'first otter' },
        { namespace, key: 'b', content: 'heron' },
        { namespace, key: 'a', content: 'second otter' },
        { namespace: `${namespace}-other`, key: 'a', content: 'third otter' },
      ],
    });
    expect(rememberMany.count).toBe(3);
    expect((await recalled('otter', namespace)).map(({ memory }) => memory.content)).toEqual(['second otter']);
  });

  it.each([
    ['none', 0],
    ['10,001', 10_001],
  ])('refuses %s', async (_, length) => {
    const input = Array.from({ length }, () => ({ content: 'x', namespace: 'refused' }));
    await expect(lex.client.run(RememberManyDocument, { input })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('takes 1 to 10,000'),
    });
  });
});

describe('listing', () => {
  it('pages both ways, newest first, without missing or repeating any', async () => {
    const namespace = aNamespace();
    const keys = Array.from({ length: 7 }, (_, index) => `k${index}`);
    for (const key of keys) await lex.client.run(RememberDocument, { input: { namespace, key, content: key } });
    // One that is replaced keeps its place: it was remembered first when it was.
    await lex.client.run(RememberDocument, { input: { namespace, key: 'k2', content: 'again' } });
    const newest = [...keys].reverse();
    expect(await pages(namespace, 3, 'first')).toEqual([newest.slice(0, 3), newest.slice(3, 6), newest.slice(6)]);
    expect(await pages(namespace, 3, 'last')).toEqual([newest.slice(4), newest.slice(1, 4), newest.slice(0, 1)]);
  });

  it('lists by tag, and counts what it lists', async () => {
    const namespace = aNamespace();
    const tagged: [string, string[]][] = [
      ['a', ['x', 'y']],
      ['b', ['y']],
      ['c', []],
    ];
    for (const [key, tags] of tagged) {
      await lex.client.run(RememberDocument, { input: { namespace, key, content: key, tags } });
    }
    const { memories } = await lex.client.run(MemoriesDocument, { namespace, tag: 'y' });
    expect(memories.edges.map(({ node }) => node.key)).toEqual(['b', 'a']);
    expect(memories.totalCount).toBe(2);
  });
});

describe('recalling by tag', () => {
  it('answers only what has the tag now', async () => {
    const namespace = aNamespace();
    const keysOf = async (tag: string) => {
      const { recall } = await lex.client.run(RecallDocument, { namespace, query: 'harbour', tag });
      return recall.map(({ memory }) => memory.key).sort();
    };
    const remember = (key: string, tags: string[]) =>
      lex.client.run(RememberDocument, { input: { namespace, key, content: `${key} harbour`, tags } });
    await remember('a', ['work', '家']);
    await remember('b', ['work']);
    await remember('c', []);
    expect(await keysOf('work')).toEqual(['a', 'b']);
    expect(await keysOf('家')).toEqual(['a']);
    expect(await keysOf('Work')).toEqual([]);
    await remember('b', ['play']);
    expect(await keysOf('work')).toEqual(['a']);
    expect(await keysOf('play')).toEqual(['b']);
    const refused = await lex.client.answer(RecallDocument.toString(), { query: 'harbour', tag: 'x'.repeat(65) });
    expect(refused.errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('forgetting', () => {
  it('forgets one by its key, and says whether there was one', async () => {
    const namespace = aNamespace();
    const { remember } = await lex.client.run(RememberDocument, { input: { namespace, key: 'k', content: 'otter' } });
    expect((await lex.client.run(ForgetDocument, { namespace, key: 'k' })).forget).toBe(true);
    expect((await lex.client.run(ForgetDocument, { namespace, key: 'k' })).forget).toBe(false);
    expect((await lex.client.run(MemoryDocument, { namespace, key: 'k' })).memory).toBeNull();
    expect(await recalled('otter', namespace)).toEqual([]);
    const again = await lex.client.run(RememberDocument, { input: { namespace, key: 'k', content: 'otter' } });
    expect(again.remember.id).not.toBe(remember.id);
    expect(await recalled('otter', namespace)).toHaveLength(1);
  });

  it('empties a namespace and leaves the others', async () => {
    const [here, there] = [aNamespace(), aNamespace()];
    for (const namespace of [here, here, there]) {
      await lex.client.run(RememberDocument, { input: { namespace, content: 'otter' } });
    }
    expect((await lex.client.run(ForgetAllDocument, { namespace: here })).forgetAll).toBe(2);
    expect((await lex.client.run(ForgetAllDocument, { namespace: here })).forgetAll).toBe(0);
    expect(await recalled('otter', here)).toEqual([]);
    expect(await recalled('otter', there)).toHaveLength(1);
  });
});

describe('what has expired', () => {
  it('is as if it weren’t there, before it is deleted as well', async () => {
    const namespace = aNamespace();
    const { remember } = await lex.client.run(RememberDocument, {
      input: { namespace, key: 'k', content: 'otter', tags: ['t'], expiresAt: '2100-01-01T00:00:00Z' },
    });
    expect(await recalled('otter', namespace)).toHaveLength(1);
    // Time passes for this one alone; the engine isn't told.
    await lex.database.prisma
      .$executeRaw`UPDATE "Memory" SET "expiresAt" = now() - interval '1 second' WHERE "namespace" = ${namespace}`;
    expect(await recalled('otter', namespace)).toEqual([]);
    expect((await lex.client.run(MemoryDocument, { namespace, key: 'k' })).memory).toBeNull();
    for (const tag of [undefined, 't']) {
      const { memories } = await lex.client.run(MemoriesDocument, { namespace, tag });
      expect(memories).toMatchObject({ totalCount: 0, edges: [] });
    }
    const node = await lex.client.answer('query ($id: ID!) { node(id: $id) { id } }', { id: remember.id });
    expect(node.data).toEqual({ node: null });
    expect((await lex.client.run(ForgetDocument, { namespace, key: 'k' })).forget).toBe(false);
    expect((await lex.client.run(ForgetAllDocument, { namespace })).forgetAll).toBe(0);
  });

  it('is replaced as if it were new', async () => {
    const namespace = aNamespace();
    const input = { namespace, content: 'otter', expiresAt: '2100-01-01T00:00:00Z' };
    await lex.client.run(RememberDocument, { input: { ...input, key: 'old' } });
    await lex.client.run(RememberDocument, { input: { namespace, key: 'newer', content: 'otter' } });
    await lex.database.prisma.$executeRaw`UPDATE "Memory" SET "expiresAt" = now() - interval '1 second',
      "createdAt" = now() - interval '1 day' WHERE "namespace" = ${namespace} AND "key" = 'old'`;
    const before = Date.now();
    const { remember } = await lex.client.run(RememberDocument, { input: { ...input, key: 'old' } });
    expect(Date.parse(remember.createdAt)).toBeGreaterThanOrEqual(before);
    expect(await pages(namespace, 10, 'first')).toEqual([['old', 'newer']]);
    expect(await recalled('otter', namespace)).toHaveLength(2);
  });
});

describe('bad input is refused with its code, and stores nothing', () => {
  const text = (length: number) => 'x'.repeat(length);
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  it.each<[string, Record<string, unknown>]>([
    ['a blank content', { content: ' \n\t ' }],
    ['an empty content', { content: '' }],
    ['a content of 32,001 characters', { content: text(32_001) }],
    ['a content with NUL', { content: 'a\0b' }],
    ['a content with half a pair', { content: 'a\ud800b' }],
    ['an empty namespace', { namespace: '' }],
    ['a namespace of 101 characters', { namespace: text(101) }],
    ['a namespace with NUL', { namespace: '\0' }],
    ['an empty key', { key: '' }],
    ['a key of 201 characters', { key: text(201) }],
    ['a key with half a pair', { key: '\udc00' }],
    ['an empty group', { group: '' }],
    ['a group with NUL', { group: 'a\0' }],
    ['33 tags', { tags: Array.from({ length: 33 }, (_, index) => `t${index}`) }],
    ['an empty tag', { tags: [''] }],
    ['a tag of 65 characters', { tags: [text(65)] }],
    ['a tag with half a pair', { tags: ['ok', '\ud83c'] }],
    ['a list for metadata', { metadata: [1] }],
    ['a text for metadata', { metadata: 'text' }],
    ['metadata of more than 10 levels', { metadata: nested(11) }],
    ['metadata of more than 16 KiB', { metadata: { a: text(16_384) } }],
    ['metadata of more than 16 KiB in bytes', { metadata: { a: 'é'.repeat(9_000) } }],
    ['metadata with NUL', { metadata: { a: ['\0'] } }],
    ['metadata with half a pair in a key', { metadata: { a: { '\ud800': 1 } } }],
    ['an instant that is past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['an instant that isn’t one', { expiresAt: 'tomorrow' }],
  ])('%s', async (_, part) => {
    const namespace = aNamespace();
    const { errors, data } = await lex.client.answer(RememberDocument.toString(), {
      input: { namespace, content: 'otter', ...part },
    });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    expect(data?.['remember'] ?? null).toBeNull();
    expect((await lex.client.run(MemoriesDocument, { namespace })).memories.totalCount).toBe(0);
  });

  it('takes what lies just within the bounds', async () => {
    const { remember } = await lex.client.run(RememberDocument, {
      input: {
        namespace: '漢'.repeat(100),
        key: '漢'.repeat(200),
        group: '漢'.repeat(200),
        content: '漢'.repeat(32_000),
        tags: Array.from({ length: 32 }, (_, index) => `${index}`.padEnd(64, '漢')),
        metadata: nested(10),
      },
    });
    expect(remember.tags).toHaveLength(32);
    expect(await recalled('漢漢', '漢'.repeat(100))).toHaveLength(1);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['recall of a blank text', 'query ($query: String!) { recall(query: $query) { score } }', { query: '  ' }],
    [
      'recall of 32,001 characters',
      'query ($query: String!) { recall(query: $query) { score } }',
      { query: text(32_001) },
    ],
    ['recall of NUL', 'query ($query: String!) { recall(query: $query) { score } }', { query: 'a\0' }],
    ['recall of none', '{ recall(query: "x", limit: 0) { score } }', {}],
    ['recall of 101', '{ recall(query: "x", limit: 101) { score } }', {}],
    ['recall in an empty namespace', '{ recall(query: "x", namespace: "") { score } }', {}],
    ['a memory by a key with NUL', 'query ($key: String!) { memory(key: $key) { id } }', { key: '\0' }],
    [
      'a memory in an over-long namespace',
      'query ($n: String!) { memory(namespace: $n, key: "k") { id } }',
      { n: text(101) },
    ],
    [
      'memories of a namespace with half a pair',
      'query ($n: String!) { memories(namespace: $n) { edges { node { id } } } }',
      { n: '\ud800' },
    ],
    ['memories of an empty tag', '{ memories(tag: "") { totalCount } }', {}],
    ['memories of a tag with NUL', 'query ($t: String!) { memories(tag: $t) { totalCount } }', { t: '\0' }],
    ['memories after no cursor', '{ memories(after: "nonsense") { totalCount } }', {}],
    ['forgetting a key with NUL', 'mutation ($key: String!) { forget(key: $key) }', { key: '\0' }],
    ['forgetting an empty namespace', 'mutation { forgetAll(namespace: "") }', {}],
  ])('%s', async (_, document, variables) => {
    const { errors } = await lex.client.answer(document, variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  });
});

it('namespaces are listed by their names, with what has not expired in each', async () => {
  const [one, two] = [aNamespace(), aNamespace()];
  const { prisma } = lex.database;
  const keys = [
    [two, 'a'],
    [one, 'b'],
    [two, 'c'],
  ] as const;
  const input = keys.map(([namespace, key]) => ({ namespace, key, content: 'an otter' }));
  await lex.client.run(RememberManyDocument, { input });
  const counts = async () => {
    const { memoryNamespaces } = await lex.client.run(MemoryNamespacesDocument, {});
    return memoryNamespaces.filter(({ name }) => [one, two].includes(name));
  };
  expect(await counts()).toEqual([
    { name: one, count: 1 },
    { name: two, count: 2 },
  ]);
  const where = { namespace: { in: [one, two] }, key: { in: ['a', 'b'] } };
  await prisma.memory.updateMany({ where, data: { expiresAt: new Date(0) } });
  expect(await counts()).toEqual([{ name: two, count: 1 }]);
});

it('removing a conversation tells which memories went with it, and leaves those that stay', async () => {
  const { viewer } = lex.server.app;
  const { prisma } = lex.database;
  const conversationId = randomUUID();
  const messageId = randomUUID();
  await prisma.conversation.create({ data: { id: conversationId, ownerId: viewer.id, title: 'Otters' } });
  const said = { ownerId: viewer.id, role: 'USER', state: 'COMPLETED', content: 'I have otters' } as const;
  await prisma.message.create({ data: { ...said, id: messageId, conversationId } });
  const namespace = aNamespace();
  const input = ['gone', 'also gone', 'kept'].map((key) => ({ namespace, key, content: `an otter, ${key}` }));
  const { rememberMany } = await lex.client.run(RememberManyDocument, { input });
  const source = { sourceMessageId: messageId };
  await prisma.memory.updateMany({ where: { namespace }, data: source });
  await prisma.memory.updateMany({ where: { namespace, key: { not: 'kept' } }, data: { kept: false } });
  const { removeConversation } = await lex.client.run(RemoveConversationDocument, {
    id: encodeGlobalId('Conversation', conversationId),
  });
  expect(removeConversation.deletedConversationId).toBe(encodeGlobalId('Conversation', conversationId));
  expect([...removeConversation.deletedMemoryIds].sort()).toEqual(rememberMany.ids.slice(0, 2).sort());
  expect(removeConversation.deletedMemoryCount).toBe(2);
  const { memories } = await lex.client.run(MemoriesDocument, { namespace });
  expect(memories.edges.map(({ node }) => node.key)).toEqual(['kept']);
  const again = lex.client.run(RemoveConversationDocument, { id: removeConversation.deletedConversationId });
  await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('somebody else’s memories', () => {
  it('are not seen by key, id, list, tag or words, nor replaced or forgotten', async () => {
    const namespace = aNamespace();
    const stranger = { id: randomUUID(), name: 'Stranger', role: 'USER' as const };
    await lex.database.prisma.user.create({ data: stranger });
    const { memory } = lex.server.app;
    const theirs = await memory.remember(stranger, { namespace, key: 'k', content: 'their otter', tags: ['t'] });

    expect(await recalled('otter', namespace)).toEqual([]);
    expect((await lex.client.run(MemoryDocument, { namespace, key: 'k' })).memory).toBeNull();
    expect((await lex.client.run(MemoriesDocument, { namespace })).memories).toMatchObject({
      totalCount: 0,
      edges: [],
    });
    expect((await lex.client.run(MemoriesDocument, { namespace, tag: 't' })).memories.totalCount).toBe(0);
    const id = encodeGlobalId('Memory', theirs.id);
    expect((await lex.client.answer('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
    expect((await lex.client.run(ForgetDocument, { namespace, key: 'k' })).forget).toBe(false);
    expect((await lex.client.run(ForgetAllDocument, { namespace })).forgetAll).toBe(0);
    expect(await memory.forgetByIds(lex.server.app.viewer, [theirs.id])).toBe(0);
    await expect(lex.client.run(ForgetMemoryDocument, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { memoryNamespaces } = await lex.client.run(MemoryNamespacesDocument, {});
    expect(memoryNamespaces.map(({ name }) => name)).not.toContain(namespace);
    expect(await memory.byIds(lex.server.app.viewer, [theirs.id])).toEqual([undefined]);

    const mine = await lex.client.run(RememberDocument, { input: { namespace, key: 'k', content: 'my otter' } });
    expect(mine.remember.id).not.toBe(id);
    expect((await recalled('otter', namespace)).map((hit) => hit.memory.content)).toEqual(['my otter']);
    const still = await memory.recall(stranger, { query: 'otter', namespace, limit: 8 });
    expect(still.map((hit) => hit.memory.content)).toEqual(['their otter']);
  });
});
