import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startEdge } from '../../support/edge/start-edge.ts';

const HELLO = 'query Hello { hello }';
const hash = createHash('sha256').update(HELLO).digest('hex');
const documents = new Map([[hash, HELLO]]);

const search = (params: Record<string, string>): string => `?${new URLSearchParams(params)}`;

describe('a request that a page of any site can send without asking first', () => {
  it.each<[string, Record<string, string>]>([
    ['without headers', {}],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as text', { 'content-type': 'text/plain' }],
    ['as a form with parts', { 'content-type': 'multipart/form-data; boundary=application/json' }],
    ['as message/http', { 'content-type': 'message/http' }],
    ['as a type that nobody knows', { 'content-type': 'x/application/json' }],
    ['with an empty header', { 'apollo-require-preflight': '' }],
    ['for events', { accept: 'text/event-stream' }],
  ])('runs no text: %s', async (_, headers) => {
    const edge = await startEdge({ documents });
    const withGet = await fetch(`${edge.url}${search({ query: '{ everybodys }' })}`, { headers });
    expect(withGet.status).toBe(403);
    expect(await withGet.text()).toContain('"code":"FORBIDDEN"');
    const withPost = await fetch(edge.url, { method: 'POST', body: '{"query":"{ everybodys }"}', headers });
    expect(withPost.status).toBe(415);
    expect(edge.signals.loads).toBe(0);
    expect(await (await edge.post({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
  });

  it('runs no text that comes with its hash, and makes it known to nobody', async () => {
    const { url } = await startEdge();
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
    expect((await fetch(`${url}${search({ query: HELLO, extensions })}`)).status).toBe(403);
    expect(await (await fetch(`${url}${search({ extensions })}`)).json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
  });

  it('is answered when it names a known document', async () => {
    const { url } = await startEdge({ documents });
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
    const ways: readonly Record<string, string>[] = [{ documentId: hash }, { extensions }];
    for (const params of ways) {
      expect(await (await fetch(`${url}${search(params)}`)).json()).toEqual({ data: { hello: 'world' } });
    }
  });
});

it.each<[string, Record<string, string>]>([
  ['JSON', { 'content-type': 'application/json; charset=utf-8' }],
  ['Apollo’s header', { 'apollo-require-preflight': 'true' }],
  ['the name of an operation', { 'x-apollo-operation-name': 'Hello' }],
  ['Lex’s own', { 'x-lex-preflight': '1' }],
])('a GET that a browser would ask for first runs a query: %s', async (_, headers) => {
  const { url } = await startEdge();
  expect(await (await fetch(`${url}${search({ query: HELLO })}`, { headers })).json()).toEqual({
    data: { hello: 'world' },
  });
});

it('repeats no name that it was called by', async () => {
  const { port } = await startEdge();
  for (const path of [
    '/graphql',
    '/',
    '/graphiql/x',
    '/console/settings.json',
    '/metrics',
    '/nothing',
    '/health/live',
  ]) {
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers: { host: 'evil.example' } }, (response) => {
        let body = `${response.statusCode} ${JSON.stringify(response.headers)}`;
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(body));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(answer).not.toContain('evil.example');
    if (['/graphql', '/', '/graphiql/x', '/console/settings.json'].includes(path)) expect(answer).toMatch(/^403/);
  }
});
