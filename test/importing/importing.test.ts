import { beforeAll, expect, it } from 'vitest';
import { ask, bearer, idOf, userOf } from '../accounts/deletion/users.ts';
import { branched, chatgpt, claude, librechat, openWebui, zipOf } from '../support/archives/made-archives.ts';
import { ended, imported, put } from '../support/archives/moves.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys' });
});

interface Listed {
  readonly conversations: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string;
        readonly title: string;
        readonly messages: { readonly edges: readonly { readonly node: Shown }[] };
      };
    }[];
  };
}
interface Shown {
  readonly content: string;
  readonly role: string;
  readonly parent: { readonly content: string } | null;
}

const LIST = `{ conversations(first: 50) { edges { node { id title
  messages(first: 50) { edges { node { content role parent { content } } } } } } } }`;

/** What somebody has, each message with what it follows. */
async function talksOf(key: string) {
  const { conversations } = await ask<Listed>(lex, key, LIST);
  return conversations.edges.map(({ node: { title, messages } }) => ({
    title,
    messages: messages.edges.map(({ node }) => [node.content, node.parent?.content]),
  }));
}
const TEA = {
  title: 'Tea',
  messages: [
    ['Which tea?', undefined],
    ['Green.', 'Which tea?'],
    ['Black.', 'Which tea?'],
    ['With milk?', 'Black.'],
    ['Yes.', 'With milk?'],
  ],
};

it('an archive becomes conversations with their branches, once; one that has grown gets what it lacks', async () => {
  const key = await userOf(lex, 'Ada');
  const archive = await zipOf({ 'conversations.json': JSON.stringify([branched(), branched('c2', 'Coffee')]) });
  const first = await imported(lex, key, archive);
  expect(first).toMatchObject({
    state: 'COMPLETED',
    result: {
      sources: ['CHATGPT'],
      conversations: { added: 2, extended: 0, unchanged: 0 },
      messages: { added: 10 },
      leftOut: [],
    },
  });
  expect(await talksOf(key)).toEqual([TEA, { ...TEA, title: 'Coffee' }]);

  const again = await imported(lex, key, archive);
  expect(again.result).toMatchObject({ conversations: { added: 0, unchanged: 2 }, messages: { added: 0 } });
  expect(await talksOf(key)).toEqual([TEA, { ...TEA, title: 'Coffee' }]);

  const grown = branched();
  const more = chatgpt('c1', 'Tea', [
    { id: 'q3', parent: 'a1', role: 'user', text: 'How hot?' },
    { id: 'a4', parent: 'q3', role: 'assistant', text: 'Eighty degrees.' },
  ]);
  const third = await imported(lex, key, [{ ...grown, mapping: { ...grown.mapping, ...more.mapping } }]);
  expect(third.result).toMatchObject({ conversations: { added: 0, extended: 1 }, messages: { added: 2 } });
  const [tea] = await talksOf(key);
  expect(tea?.messages.slice(5)).toEqual([
    ['How hot?', 'Green.'],
    ['Eighty degrees.', 'How hot?'],
  ]);
  // What was imported is found by its words at once.
  for (const [query, found] of [
    ['milk', 2],
    ['eighty degree', 1],
  ] as const) {
    const search = 'query ($query: String!) { searchMessages(query: $query) { totalCount } }';
    expect(await ask(lex, key, search, { query })).toEqual({ searchMessages: { totalCount: found } });
  }

  // It goes on like any other, and comes back when it was deleted.
  const { conversations } = await ask<Listed>(lex, key, LIST);
  const id = conversations.edges[0]?.node.id;
  const { chat } = await ask<{ chat: { reply: { state: string } } }>(
    lex,
    key,
    'mutation ($id: ID!) { chat(input: { message: "hello", conversationId: $id, waitMs: 60000 }) { reply { state } } }',
    { id },
  );
  expect(chat.reply.state).toBe('COMPLETED');
  await ask(lex, key, 'mutation ($id: ID!) { deleteConversation(id: $id) }', { id });
  expect((await imported(lex, key, archive)).result).toMatchObject({ conversations: { added: 1, unchanged: 1 } });
});

it('archives of all sources, of several at once, and somebody else’s are as if they weren’t there', async () => {
  const [key, other] = [await userOf(lex, 'Bo'), await userOf(lex, 'Cy')];
  const archive = await zipOf({
    'one.json': JSON.stringify([claude(), openWebui()]),
    'two/three.json': JSON.stringify(librechat()),
    'rest.json': '{"about": "nothing"}',
  });
  const { result } = await imported(lex, key, archive);
  expect(result).toMatchObject({
    sources: ['CLAUDE', 'OPEN_WEBUI', 'LIBRECHAT'],
    conversations: { added: 3 },
    leftOutCounts: { UNREADABLE: 1, ATTACHMENT: 1 },
  });
  expect(result?.['leftOut']).toContainEqual({ reason: 'UNREADABLE', where: 'rest.json 1', count: 1 });
  expect((await talksOf(key)).map(({ title }) => title)).toEqual(['Boats', 'Birds']);
  expect(await talksOf(other)).toEqual([]);
  expect((await imported(lex, other, [claude()])).result).toMatchObject({ conversations: { added: 1 } });
});

it('the report of an import forgets the titles of conversations that are deleted', async () => {
  const key = await userOf(lex, 'Kim');
  const twice = [claude(), { ...claude(), uuid: 'another' }];
  const { id, result } = await imported(lex, key, twice);
  const title = 'Boats';
  expect(result?.['leftOut']).toEqual([
    { reason: 'ATTACHMENT', where: title, count: 1 },
    { reason: 'ATTACHMENT', where: title, count: 1 },
  ]);
  const { conversations } = await ask<Listed>(lex, key, LIST);
  await ask(lex, key, 'mutation ($id: ID!) { deleteConversation(id: $id) }', { id: conversations.edges[0]?.node.id });
  const after = await ask<{ job: { result: { leftOut: { where: string }[] } } }>(
    lex,
    key,
    'query ($id: ID!) { job(id: $id) { result } }',
    { id },
  );
  expect(after.job.result.leftOut.map(({ where }) => where).sort()).toEqual(['', title]);
});

it('two imports of the same at the same moment store it once', async () => {
  const key = await userOf(lex, 'Di');
  const archive = Array.from({ length: 20 }, (_, at) => branched(`c${at}`, `Tea ${at}`));
  const jobs = await Promise.all([imported(lex, key, archive), imported(lex, key, archive)]);
  const added = jobs.map(({ result }) => Number(Object(result?.['conversations']).added));
  expect(added.reduce((sum, each) => sum + each, 0)).toBe(20);
  expect(await lex.database.prisma.conversation.count({ where: { ownerId: await idOf(lex, key) } })).toBe(20);
  expect(await lex.database.prisma.message.count({ where: { ownerId: await idOf(lex, key) } })).toBe(100);
});

it.each([
  ['half a text', Buffer.from(JSON.stringify([branched()]).slice(0, -20)), 'too early'],
  ['half a text after a whole conversation', Buffer.from(`[${JSON.stringify(branched())}, {"mapping": {`), 'too early'],
  ['something else', Buffer.from('%PDF-1.7'), 'not one JSON text'],
  ['another JSON', Buffer.from('[{"a": 1}]'), 'no export of'],
  ['nothing', Buffer.from('[]'), 'no conversations'],
])('%s is refused as a whole', async (_, bytes, why) => {
  const key = await userOf(lex, 'Eve');
  const job = await imported(lex, key, bytes);
  expect(job).toMatchObject({ state: 'FAILED', result: null });
  expect(job.error).toContain('Nothing was imported');
  expect(job.error).toContain(why);
  expect(await talksOf(key)).toEqual([]);
});

it('an address takes one archive, of the length that was said, with its signature alone', async () => {
  const key = await userOf(lex, 'Flo');
  const bytes = Buffer.from(JSON.stringify([branched()]));
  const { importConversations } = await ask<{ importConversations: { url: string } }>(
    lex,
    key,
    `mutation { importConversations(input: { name: "a.json", bytes: ${bytes.length} }) { url } }`,
  );
  const url = lex.url + importConversations.url;
  const send = async (to: string, body: Uint8Array) => fetch(to, { method: 'PUT', body: new Uint8Array(body) });
  expect((await send(url, Buffer.concat([bytes, bytes]))).status).toBe(400);
  expect((await send(`${url}x`, bytes)).status).toBe(404);
  expect((await send(url.replace('import.', ''), bytes)).status).toBe(404);
  expect((await fetch(url)).status).toBe(405);
  const answers = await Promise.all([send(url, bytes), send(url, bytes)]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  const ids = await Promise.all(answers.map(async (each) => ((await each.json()) as { jobId: string }).jobId));
  expect(new Set(ids).size).toBe(1);
  expect(await ended(lex, key, ids[0] ?? '')).toMatchObject({ state: 'COMPLETED' });
  // What was taken over isn't kept.
  expect(
    await lex.database.prisma.storedFile.count({ where: { purpose: 'IMPORT', ownerId: await idOf(lex, key) } }),
  ).toBe(0);
  const { errors } = await lex.client.answer(
    'mutation { importConversations(input: { name: "a", bytes: 0 }) { url } }',
    {},
    bearer(key),
  );
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect((await put(lex, key, bytes, bytes.length + 10)).status).toBe(201);
});
