import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema, isInterfaceType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/global-id.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
const ids = new Map<string, string>();
beforeAll(async () => {
  lex = await startTestServer();
  type Made = {
    ingestDocument: { id: string };
    chat: Record<'conversation' | 'message' | 'job', { id: string }>;
    remember: { id: string };
    createApiKey: { apiKey: { id: string } };
  };
  const { data } = await lex.client.answer<Made>(
    `mutation {
      chat(input: { message: "hello" }) { conversation { id } message { id } job { id } }
      remember(input: { content: "x" }) { id }
      createApiKey(name: "x") { apiKey { id } }
      ingestDocument(name: "x", contentBase64: "eA==", mimeType: "text/plain") { id }
    }`,
  );
  const documents = await lex.client.answer<{ documents: { edges: { node: { id: string } }[] } }>(
    '{ documents { edges { node { id } } } }',
  );
  ids.set('Document', documents.data?.documents.edges[0]?.node.id ?? '');
  const uploaded = await fetch(`${lex.url}/attachments?name=x.txt`, { method: 'POST', body: 'x' });
  ids.set('Attachment', ((await uploaded.json()) as { id: string }).id);
  const viewer = await lex.client.answer<{ viewer: { id: string } }>('{ viewer { id } }');
  ids.set('ApiKey', data?.createApiKey.apiKey.id ?? '');
  ids.set('Conversation', data?.chat.conversation.id ?? '');
  ids.set('Message', data?.chat.message.id ?? '');
  ids.set('Job', data?.chat.job.id ?? '');
  ids.set('Memory', data?.remember.id ?? '');
  ids.set('Viewer', viewer.data?.viewer.id ?? '');
});

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const withIds = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && 'id' in type.getFields());
const nodeOf = (id: string) => lex.client.answer('query ($id: ID!) { node(id: $id) { __typename id } }', { id });
const faults = () => lex.logLines.filter(({ level }) => Number(level) >= 50);

it('every type that has an id is a node', () => {
  const node = schema.getType('Node');
  if (!isInterfaceType(node)) throw new Error('there is no Node');
  expect(withIds.map(({ name }) => name).sort()).toEqual([...ids.keys()].sort());
  expect(withIds.every((type) => isObjectType(type) && schema.isSubType(node, type))).toBe(true);
});

it.each(withIds.map(({ name }) => name))('node finds a %s by its id', async (name) => {
  const id = ids.get(name) ?? '';
  expect(await nodeOf(id)).toEqual({ data: { node: { __typename: name, id } } });
});

describe('node', () => {
  it.each([
    'ApiKey',
    'Conversation',
    'Message',
    'Job',
    'Memory',
    'User',
    'Nothing',
    'Query',
    'ChatPayload',
    '__Type',
    '__proto__',
    'constructor',
  ])('finds nothing by an id of a %s that isn’t there', async (typename) => {
    expect(await nodeOf(encodeGlobalId(typename, randomUUID()))).toEqual({ data: { node: null } });
  });

  it.each([
    ['nothing', ''],
    ['no id', 'abc'],
    ['a bare uuid', randomUUID()],
    ['an id of something else', encodeGlobalId('Message', '12')],
    ['an id without its type', encodeGlobalId('', randomUUID())],
    ['a uuid that is one too long', encodeGlobalId('Message', `${randomUUID()}0`)],
    ['NUL', encodeGlobalId('Message', '\0')],
    ['100,000 characters', 'x'.repeat(100_000)],
  ])('refuses %s, as every other argument that is an id', async (_, id) => {
    const refused = { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] };
    expect(await nodeOf(id)).toMatchObject(refused);
    for (const field of ['conversation', 'message', 'job']) {
      expect(await lex.client.answer(`query ($id: ID!) { ${field}(id: $id) { id } }`, { id })).toMatchObject(refused);
    }
    for (const field of [
      'cancelJob(id: $id) { id }',
      'stopReply(messageId: $id) { id }',
      'keepMemory(id: $id) { id }',
    ]) {
      expect(await lex.client.answer(`mutation ($id: ID!) { ${field} }`, { id })).toMatchObject(refused);
    }
  });

  it('is no fault of the server’s, whatever id it is asked for', () => {
    expect(faults()).toEqual([]);
  });
});
