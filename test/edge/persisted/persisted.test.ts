import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { readPersistedDocuments } from '../../../src/edge/persisted/persisted-documents.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

/** What lets a GET run a text. */
const PREFLIGHTED = { headers: { 'content-type': 'application/json' } };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const HELLO = 'query Hello { hello }';
const ECHO = 'query Echo($t: String!) { echo(text: $t) }';
const documents = new Map([HELLO, ECHO].map((document) => [sha256(document), document]));

async function overSocket({ socketUrl }: Edge, payload: Record<string, unknown>): Promise<unknown> {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    for await (const result of client.iterate({ query: '', ...payload })) return result;
    return undefined;
  } catch (errors) {
    return { errors };
  } finally {
    await client.dispose();
  }
}

async function overPost({ post }: Edge, payload: Record<string, unknown>): Promise<unknown> {
  return (await post(payload)).json();
}

async function overGet({ url }: Edge, payload: Record<string, unknown>): Promise<unknown> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(payload)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return (await fetch(`${url}?${search}`, PREFLIGHTED)).json();
}

async function overSse({ post }: Edge, payload: Record<string, unknown>): Promise<unknown> {
  const text = await (await post(payload, { accept: 'text/event-stream' })).text();
  return JSON.parse(/^event: next\ndata: (.*)$/m.exec(text)?.[1] ?? 'null');
}

describe.each([
  ['POST', overPost],
  ['SSE', overSse],
  ['GET', overGet],
  ['a socket', overSocket],
])('over %s', (_, run) => {
  it('a document is named by its hash, in each form that clients use', async () => {
    const edge = await startEdge({ documents });
    const persistedQuery = { version: 1, sha256Hash: sha256(HELLO) };
    for (const payload of [
      { extensions: { persistedQuery } },
      { documentId: sha256(HELLO) },
      { documentId: `sha256:${sha256(HELLO)}` },
    ]) {
      expect(await run(edge, payload)).toEqual({ data: { hello: 'world' } });
    }
    expect(await run(edge, { documentId: sha256(ECHO), variables: { t: 'hi' } })).toEqual({ data: { echo: 'hi' } });
  });

  it.each(['constructor', '__proto__', 'toString', '', 'f'.repeat(64)])(
    'an unknown id is PERSISTED_QUERY_NOT_FOUND: %j',
    async (id) => {
      const edge = await startEdge({ documents });
      for (const payload of [{ documentId: id }, { extensions: { persistedQuery: { version: 1, sha256Hash: id } } }]) {
        expect(await run(edge, payload)).toMatchObject({
          errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
        });
      }
    },
  );

  it('a hash that is no text is BAD_USER_INPUT', async () => {
    const edge = await startEdge({ documents });
    for (const persistedQuery of [{ sha256Hash: 5 }, 'x', []]) {
      expect(await run(edge, { extensions: { persistedQuery } })).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  it('a query beside its hash runs, as Apollo repeats it; beside another hash it does not', async () => {
    const edge = await startEdge({ documents });
    const query = '{ kind }';
    const withHash = (sha256Hash: string) => ({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(await run(edge, withHash(sha256(query)))).toEqual({ data: { kind: 'query' } });
    expect(await run(edge, withHash(sha256('{ other }')))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('a server that is told to takes persisted documents only', async () => {
    const edge = await startEdge({ documents, persistedOnly: true });
    expect(await run(edge, { documentId: sha256(HELLO) })).toEqual({ data: { hello: 'world' } });
    expect(await run(edge, { query: HELLO })).toEqual({ data: { hello: 'world' } });
    // As an editor lays it out, and with others beside it.
    const laidOut = `# says hello\nquery   Hello {\n  hello\n}\n${ECHO}\nquery Other { kind }`;
    expect(await run(edge, { query: laidOut, operationName: 'Hello' })).toEqual({ data: { hello: 'world' } });
    // A server of another version may know it by another id, and still know the text.
    expect(await run(edge, { query: HELLO, documentId: 'f'.repeat(64) })).toEqual({ data: { hello: 'world' } });
    for (const payload of [
      { query: laidOut, operationName: 'Other' },
      { query: laidOut },
      { query: 'query Hello {' },
      { query: 'query Hello { hello ...More } fragment More on Query { kind }' },
      { query: '{ hello }', documentId: 'f'.repeat(64) },
      { query: '{ hello }' },
      { query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: sha256('{ hello }') } } },
    ]) {
      expect(await run(edge, payload)).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }] });
    }
  });
});

it.each([
  ['application/json', 200],
  ['application/graphql-response+json', 400],
])('to a client that accepts %s an unknown hash is answered with status %i', async (accept, status) => {
  const { post } = await startEdge({ documents });
  const response = await post({ documentId: 'unknown' }, { accept });
  expect(response.status).toBe(status);
});

it('a batch names documents too, and one unknown hash fails one operation', async () => {
  const { post } = await startEdge({ documents });
  const response = await post([{ documentId: sha256(HELLO) }, { documentId: 'unknown' }, { query: '{ kind }' }]);
  expect(await response.json()).toMatchObject([
    { data: { hello: 'world' } },
    { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    { data: { kind: 'query' } },
  ]);
});

describe('the file of persisted documents', () => {
  async function fileWith(content: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'lex-persisted-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'persisted.json'), content);
    return join(folder, 'persisted.json');
  }

  it('is read with and without the prefix that graphql-codegen writes', async () => {
    const path = await fileWith(JSON.stringify({ [`sha256:${sha256(HELLO)}`]: HELLO, [sha256(ECHO)]: ECHO }));
    expect(await readPersistedDocuments(path)).toEqual(documents);
  });

  it('may be missing', async () => {
    expect(await readPersistedDocuments(join(tmpdir(), 'lex-no-such-file.json'))).toEqual(new Map());
  });

  it.each(['{', '[]', 'null', '{"abc": "{ hello }"}', `{"${sha256(HELLO)}": 5}`])(
    'stops the start when it is broken: %s',
    async (content) => {
      await expect(readPersistedDocuments(await fileWith(content))).rejects.toThrow(/persisted\.json/);
    },
  );
});
