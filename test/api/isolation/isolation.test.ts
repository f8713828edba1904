import { createHash, randomUUID } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createSchema } from '../../../src/api/schema.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/global-id.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type Attempt, attemptsOn, type Foreign } from './attempts.ts';

/** In all that Anna writes, and in nothing that anybody else does. */
const MARK = 'annas-secret';
const schema = createSchema();

let lex: TestServer;
let anna: string;
let foreign: Foreign;
let attempts: Attempt[];

const keyOf = async (user: string) => {
  const name = user === 'Anna' ? `${MARK} key` : 'key';
  const order = { order: 'keys.create', user, name, admin: false, scopes: null, expiresAt: null };
  const { secret } = await lex.server.app.machine.carryOut(order);
  return secret ?? '';
};
const headersOf = (key: string) => ({ authorization: `Bearer ${key}` });

/** What Anna's operation answers. */
async function asAnna<Data>(query: string, variables: object = {}): Promise<Data> {
  const { data, errors } = await lex.client.answer<Data>(query, variables, headersOf(anna));
  expect(errors).toBeUndefined();
  if (!data) throw new Error('No data.');
  return data;
}

interface Named {
  readonly id: string;
}

beforeAll(async () => {
  // Each attempt that is refused counts, and there must be enough for all.
  const enough = { LEX_RATE_POINTS: '1000000000', LEX_RATE_CHATS: '1000000', LEX_RATE_JOBS: '1000000' };
  lex = await startTestServer({ LEX_AUTH: 'keys', ...enough });
  anna = await keyOf('Anna');
  foreign = await annasThings();
  attempts = attemptsOn(schema, foreign);
});

/** Has Anna say, remember and begin something of each kind. */
async function annasThings(): Promise<Foreign> {
  const { chat } = await asAnna<{ chat: Record<'conversation' | 'message' | 'reply' | 'job', Named> }>(
    `mutation ($input: ChatInput!) { chat(input: $input) {
      conversation { id } message { id } reply { id state } job { id }
    } }`,
    { input: { message: `${MARK} is what I say`, waitMs: 60_000, idempotencyKey: `${MARK}-once` } },
  );
  const { conversation, message, reply, job } = chat;
  const { remember } = await asAnna<{ remember: Named }>(
    'mutation ($input: MemoryInput!) { remember(input: $input) { id } }',
    { input: { content: `${MARK} is kept`, key: `${MARK}-key`, namespace: `${MARK}-space`, tags: [`${MARK}-tag`] } },
  );
  await asAnna('mutation { remember(input: { content: "annas-secret again", key: "annas-secret-other" }) { id } }');
  await asAnna('mutation ($id: ID!) { updateConversation(id: $id, title: "annas-secret title") { id } }', {
    id: conversation.id,
  });
  await asAnna(
    'mutation ($content: String!) { ingestDocument(name: "annas-secret.txt", contentBase64: $content, ' +
      'mimeType: "text/plain", namespace: "annas-secret-space") { id } }',
    { content: Buffer.from(`${MARK} is written`).toString('base64') },
  );
  const attachment = await attachmentOfAnna();
  await settled();
  const pages = await asAnna<{
    viewer: Named & { apiKeys: Named[] };
    documents: { edges: { node: Named & { state: string } }[] };
  }>(`{
    viewer { id apiKeys { id } }
    conversations(first: 1) { pageInfo { endCursor } edges { node { messages(first: 1) { pageInfo { endCursor } } } } }
    jobs(first: 1) { pageInfo { endCursor } }
    memories(first: 1) { pageInfo { endCursor } }
    searchMessages(query: "annas-secret", first: 1) { pageInfo { endCursor } }
    documents(first: 1) { pageInfo { endCursor } edges { node { id state } } }
  }`);
  const text = JSON.stringify(pages);
  const cursors = [...text.matchAll(/"endCursor":"([^"]+)"/g)].map(([, cursor]) => cursor ?? '');
  const { viewer } = pages;
  const documents = pages.documents.edges.map(({ node }) => node);
  expect(documents).toMatchObject([{ state: 'READY' }]);
  return {
    ids: [conversation, message, reply, job, remember, attachment, viewer, ...documents, ...viewer.apiKeys].map(
      ({ id }) => id,
    ),
    texts: {
      after: cursors,
      before: cursors,
      name: [`${MARK}.txt`],
      key: [`${MARK}-key`, `${MARK}-other`],
      namespace: [`${MARK}-space`],
      tag: [`${MARK}-tag`],
      group: [`${MARK}-group`],
      query: [MARK],
      search: [MARK],
      idempotencyKey: [`${MARK}-once`],
      confirm: [`${MARK} everything`],
    },
  };
}

/** Has Anna upload a file. */
async function attachmentOfAnna(): Promise<Named> {
  const url = `${lex.url}/attachments?name=${MARK}.txt`;
  const response = await fetch(url, { method: 'POST', headers: headersOf(anna), body: `${MARK} is attached` });
  expect(response.status).toBe(201);
  return (await response.json()) as Named;
}

/** Waits until no job of anybody is open. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const states = await lex.database.prisma.job.findMany({ select: { state: true } });
    expect(states.filter(({ state }) => ['WAITING', 'DELAYED', 'ACTIVE'].includes(state))).toEqual([]);
  });
}

/** All rows that are Anna's. */
async function annasRows(): Promise<string> {
  const { prisma } = lex.database;
  const owner = await prisma.user.findFirstOrThrow({ where: { subject: 'Anna' } });
  const where = { ownerId: owner.id };
  const orderBy = { id: 'asc' } as const;
  const rows = [
    owner,
    // When her key was last used may be noted meanwhile.
    await prisma.apiKey.findMany({ where, orderBy, omit: { lastUsedAt: true } }),
    // What a title is searched by is made when somebody first searches, or by itself.
    await prisma.conversation.findMany({ where, orderBy, omit: { foldedTitle: true } }),
    await prisma.message.findMany({ where, orderBy }),
    await prisma.memory.findMany({ where, orderBy, include: { versions: true } }),
    await prisma.job.findMany({ where, orderBy }),
  ];
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Sends an attempt with somebody's key. */
type Send = (attempt: Attempt, key: string) => Promise<unknown>;

const post = async (body: unknown, key: string, accept = 'application/json') => {
  const headers = { 'content-type': 'application/json', accept, ...headersOf(key) };
  return fetch(lex.client.url, { method: 'POST', headers, body: JSON.stringify(body) });
};
const alone: Send = async ({ query, variables }, key) => (await post({ query, variables }, key)).json();
const inBatch: Send = async ({ query, variables }, key) =>
  (await post([{ query: '{ status { state } }' }, { query, variables }, { query: '{ viewer { name } }' }], key)).json();
/** By the hash alone, after Anna has sent the text: queries of hers are kept answers then. */
const byHash: Send = async ({ query, variables, kind }, key) => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
  if (kind === 'query') await (await post({ query, variables, extensions }, anna)).text();
  return (await post({ variables, extensions, ...(kind !== 'query' && { query }) }, key)).json();
};
const asStream: Send = async ({ query, variables }, key) => {
  const answer = await post({ query, variables }, key, 'text/event-stream');
  return answer.text();
};
const onSocket: Send = async ({ query, variables }, key) => {
  try {
    const results: unknown[] = [];
    for await (const result of socketOf(key).iterate({ query, variables })) results.push(result);
    return results;
  } catch (errors) {
    return { errors };
  }
};

const sockets = new Map<string, Client>();
afterAll(async () => {
  for (const socket of sockets.values()) await socket.dispose();
});

/** One for all that somebody sends: entering takes longer than an answer. */
function socketOf(key: string): Client {
  const url = lex.client.url.replace('http', 'ws');
  const options = { url, webSocketImpl: WebSocket, retryAttempts: 0, lazyCloseTimeout: 60_000 };
  const socket = sockets.get(key) ?? createClient({ ...options, connectionParams: headersOf(key) });
  sockets.set(key, socket);
  return socket;
}

/** An answer without the id that was asked for. */
const answerTo = async (send: Send, attempt: Attempt, key: string) =>
  JSON.stringify(await send(attempt, key)).replaceAll(attempt.named, '(named)');

/** The same attempt on something that is nobody's. */
function unknownOf({ variables, named, ...attempt }: Attempt): Attempt {
  const other = encodeGlobalId(decodeGlobalId(named).typename, randomUUID());
  return { ...attempt, named: other, variables: JSON.parse(JSON.stringify(variables).replaceAll(named, other)) };
}

describe('what is somebody else’s', () => {
  it('is tried at every place of the schema that takes an id, a key or a cursor', () => {
    const names = new Set(attempts.map(({ name }) => name));
    for (const name of [
      'node(id)',
      'chat(input.conversationId)',
      'chat(input.parentId)',
      'chat(input.attachments.id)',
      'chat(input.idempotencyKey)',
      'memories(after)',
      'searchMessages(query)',
      'searchMessages(conversationId)',
      'searchMessages(after)',
      'conversations(search)',
      'replyStream(messageId)',
      'jobProgress(id)',
      'deleteUser(id)',
      'removeConversation(id)',
      'forgetMemory(id)',
      'deleteMe(confirm)',
      'auditLog(after)',
      'users(after)',
      'users(search)',
      'updateUser(id)',
      'rememberMany(input.key)',
    ]) {
      expect(names).toContain(name);
    }
    expect(attempts.length).toBeGreaterThan(150);
  });

  it.each([
    ['by POST', alone],
    ['in a batch', inBatch],
    ['by the hash of a document, after its owner has had the answer', byHash],
    ['as an event stream', asStream],
    ['on a socket', onSocket],
  ] satisfies [string, Send][])(
    'is not given, not changed, and not told from what isn’t there, %s',
    async (way, send) => {
      // Of each way another user, who has nothing yet.
      const key = await keyOf(`Bert, ${way}`);
      const before = await annasRows();
      const tried = attempts.filter(({ kind }) => kind !== 'subscription' || send === asStream || send === onSocket);
      for (const attempt of tried) {
        const answer = await answerTo(send, attempt, key);
        // Somebody's own words may be in what they get back, such as the key under which they remember something.
        const mayTellMark = !attempt.byId && attempt.kind === 'mutation';
        expect([attempt.name, answer.includes(MARK) && !mayTellMark]).toEqual([attempt.name, false]);
        expect([attempt.name, foreign.ids.filter((id) => answer.includes(id))]).toEqual([attempt.name, []]);
        // That the answers are alike is seen on a request and on a socket; the other ways are those of the same edge.
        if (!attempt.byId || (send !== alone && send !== onSocket)) continue;
        const unknown = await answerTo(send, unknownOf(attempt), key);
        expect([attempt.name, comparable(answer)]).toEqual([attempt.name, comparable(unknown)]);
      }
      await settled();
      expect(await annasRows()).toBe(before);
    },
  );

  it('is not told of to who watches a list of conversations', async () => {
    const key = await keyOf('Bert, who watches');
    const begin = (whose: string, title: string) =>
      lex.client.answer(
        'mutation ($title: String) { createConversation(title: $title) { id } }',
        { title },
        headersOf(whose),
      );
    const url = lex.client.url.replace('http', 'ws');
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headersOf(key) });
    const query = 'subscription { conversationsChanged { kind id: conversationId conversation { title } } }';
    const told = client.iterate({ query });
    const first = told.next();
    let hasBegun = false;
    void first.then(() => {
      hasBegun = true;
    });
    // The subscription has no first event that says it has begun.
    while (!hasBegun) {
      await begin(anna, `${MARK} title`);
      await begin(key, 'of Bert');
    }
    await asAnna('mutation { chat(input: { message: "annas-secret again", waitMs: 60000 }) { reply { state } } }');
    const { data } = await begin(anna, `${MARK} title`);
    await asAnna('mutation ($id: ID!) { deleteConversation(id: $id) }', { id: Object(data)['createConversation'].id });
    await begin(key, 'the last of Bert');
    const all = [JSON.stringify((await first).value)];
    while (!all.at(-1)?.includes('the last of Bert')) all.push(JSON.stringify((await told.next()).value));
    await client.dispose();
    for (const each of all) {
      expect(each).toContain('of Bert');
      expect(each).not.toContain(MARK);
    }
    await settled();
  });

  it('can be had by its owner at each of these places', async () => {
    // The jobs of all users are for administrators alone, and Anna is none.
    const own = attempts.filter(({ kind, byId, name }) => kind === 'query' && byId && name !== 'userJobs(userId)');
    const found = new Set<string>();
    for (const { name, query, variables } of own) {
      const { data } = await lex.client.answer<Record<string, unknown>>(query, variables, headersOf(anna));
      if (Object.values(data ?? {}).some((value) => value !== null)) found.add(name);
    }
    expect(found).toEqual(new Set(own.map(({ name }) => name)));
  });
});

/** What differs from one answer to the next anyway. */
function comparable(answer: string): string {
  return answer.replaceAll(/"requestId":"[^"]*"|request [\w-]+/g, '(request)');
}
