import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeGlobalId } from '../../src/global-id.ts';
import { countStatements, type StatementCounter } from '../api/statements/count-statements.ts';
import { atEnd } from '../support/at-end.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let counter: StatementCounter;
let lex: TestServer;
const keys: Record<string, string> = {};
const theirs: Record<string, string> = {};
beforeAll(async () => {
  // What is done again and again in the background would be counted.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  atEnd(async () => void vi.useRealTimers());
  counter = countStatements();
  atEnd(async () => counter.stop());
  // And jobs, which don't run.
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ROLE: 'serve' });
  for (const user of ['Anna', 'Eve']) {
    const order = { order: 'keys.create', user, name: 'key', admin: false, scopes: null, expiresAt: null };
    keys[user] = (await lex.server.app.machine.carryOut(order)).secret ?? '';
  }
  type Sent = { chat: Record<'conversation' | 'reply' | 'job', { id: string }>; remember: { id: string } };
  const sent = await ask<Sent>(
    'Anna',
    `mutation {
      chat(input: { message: "mine" }) { conversation { id } reply { id } job { id } }
      remember(input: { content: "mine", key: "mine" }) { id }
    }`,
  );
  const { chat, remember } = sent.data ?? {};
  Object.assign(theirs, { Conversation: chat?.conversation.id, Message: chat?.reply.id, Job: chat?.job.id });
  Object.assign(theirs, { Memory: remember?.id });
});

const ask = <Data>(user: string, query: string) =>
  lex.client.answer<Data>(query, {}, { authorization: `Bearer ${keys[user]}`, 'cache-control': 'no-cache' });

const BY_ID: readonly (readonly [type: string, query: (id: string) => string])[] = [
  ['Conversation', (id) => `{ conversation(id: "${id}") { id } }`],
  ['Message', (id) => `{ message(id: "${id}") { id } }`],
  ['Job', (id) => `{ job(id: "${id}") { id } }`],
  ...['Conversation', 'Message', 'Job', 'Memory'].map(
    (type) => [type, (id: string) => `{ node(id: "${id}") { id } }`] as const,
  ),
  ['Conversation', (id) => `mutation { updateConversation(id: "${id}", title: "x") { id } }`],
  ['Conversation', (id) => `mutation { deleteConversation(id: "${id}") }`],
  ['Message', (id) => `mutation { stopReply(messageId: "${id}") { id } }`],
  ['Job', (id) => `mutation { cancelJob(id: "${id}") { id } }`],
  ['Message', (id) => `mutation { regenerateReply(messageId: "${id}") { reply { id } } }`],
  ['Conversation', (id) => `mutation { chat(input: { message: "x", conversationId: "${id}" }) { reply { id } } }`],
];

describe('whether an id is somebody’s can’t be told from', () => {
  it.each(BY_ID.map(([type, of]) => [type, of('…'), of] as const))(
    'what is done for one of a %s: %s',
    async (type, __, queryOf) => {
      const own = theirs[type] ?? '';
      expect(own).not.toBe('');
      const unknown = encodeGlobalId(type, randomUUID());
      const during = async (id: string) => {
        const { result, statements } = await counter.during(() => ask('Eve', queryOf(id)));
        // Who asks is looked up anew from time to time, whatever is asked.
        const asked = statements.filter((each) => !/FROM "ApiKey"/.test(each));
        return { answer: JSON.stringify(result).replaceAll(id, 'ID'), statements: asked };
      };
      // What is prepared is prepared: the first of a kind may take more.
      await during(unknown);
      expect(await during(own)).toEqual(await during(unknown));
      expect((await during(own)).statements.length).toBeGreaterThan(0);
    },
  );
});

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

describe('a forged cursor is refused, or leads to what is one’s own', () => {
  it.each([
    ['nothing', ''],
    ['what is no base64', '§§§'],
    ['SQL', cursorOf('n:1\'; DROP TABLE "User"; --')],
    ['a number that no row can have', cursorOf(`n:${'9'.repeat(19)}`)],
    ['a number of a thousand digits', cursorOf(`n:${'9'.repeat(1_000)}`)],
    ['a number in other digits', cursorOf('n:١')],
    ['a fraction', cursorOf('n:1.5')],
    ['an exponent', cursorOf('n:1e3')],
    ['NUL', cursorOf('n:1\0')],
    ['a global id', encodeGlobalId('Conversation', randomUUID())],
  ])('of %s', async (_, cursor) => {
    for (const list of ['conversations', 'jobs', 'memories']) {
      const { data, errors } = await ask('Eve', `{ ${list}(after: ${JSON.stringify(cursor)}) { edges { cursor } } }`);
      expect({ data, code: errors?.[0]?.extensions?.code }).toEqual({ data: null, code: 'BAD_USER_INPUT' });
    }
  });

  it('of somebody else’s row', async () => {
    const { data } = await ask<{ conversations: { edges: unknown[] } }>(
      'Eve',
      `{ conversations(after: "${cursorOf('n:999999999')}") { edges { cursor } } }`,
    );
    expect(data?.conversations.edges).toEqual([]);
  });
});

it.each([
  ['of another type', () => encodeGlobalId('Job', randomUUID())],
  ['of no type', () => encodeGlobalId('__proto__', randomUUID())],
  ['of what is no UUID', () => encodeGlobalId('Conversation', "' OR 1=1 --")],
  ['with NUL', () => encodeGlobalId('Conversation', '\0')],
  ['of a hundred thousand letters', () => 'x'.repeat(100_000)],
  ['of nothing', () => ''],
])('an id %s is no fault of the server’s', async (_, idOf) => {
  const { errors } = await ask('Eve', `{ conversation(id: ${JSON.stringify(idOf())}) { id } }`);
  expect(['BAD_USER_INPUT', 'NOT_FOUND', undefined]).toContain(errors?.[0]?.extensions?.code);
  expect(lex.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
