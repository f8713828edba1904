import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const NAME = '{ viewer { name } }';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
});

const KEY = { authorization: `Bearer ${ADMIN_KEY}` };
const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

const send = (body: string, headers: Record<string, string> = KEY) =>
  fetch(lex.client.url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
const sendJson = async (body: object) => (await send(JSON.stringify(body))).json();

/** What comes back for bytes that no HTTP client sends. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(lex.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.end(text.replaceAll('\n', '\r\n'));
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  return new Promise((resolve) => socket.once('close', () => resolve(answer)));
}

/** After an attack the server answers as ever, and has found no fault of its own. */
async function goesOn(): Promise<void> {
  expect(await sendJson({ query: NAME })).toEqual({ data: { viewer: { name: 'admin' } } });
  expect(lex.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

describe('nobody is taken for somebody by', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a key in a cookie, which a browser sends for any page', { cookie: `authorization=Bearer ${ADMIN_KEY}` }, ''],
    ['a key in the address, which is in logs', {}, `?authorization=Bearer%20${ADMIN_KEY}&key=${ADMIN_KEY}`],
    ['a key without its scheme', { authorization: ADMIN_KEY }, ''],
    ['a key after Basic', { authorization: `Basic ${Buffer.from(`admin:${ADMIN_KEY}`).toString('base64')}` }, ''],
    ['two keys in one header', { authorization: `Bearer nobody, Bearer ${ADMIN_KEY}` }, ''],
    ['a name that a proxy might have checked', { 'x-forwarded-user': 'admin', 'x-remote-user': 'admin' }, ''],
    ['an address that a proxy might have seen', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' }, ''],
    ['a header of another spelling', { 'x-authorization': `Bearer ${ADMIN_KEY}` }, ''],
  ])('%s', async (_, headers, search) => {
    const answer = await fetch(`${lex.client.url}${search}`, {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify({ query: NAME }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('admin');
    await goesOn();
  });
});

describe('a body that is JSON harms nobody', () => {
  it.each([
    ['__proto__ in the variables', `{"query":"${NAME}","variables":{"__proto__":{"polluted":true}}}`],
    ['__proto__ around everything', `{"__proto__":{"polluted":true},"query":"${NAME}"}`],
    ['constructor.prototype', `{"query":"${NAME}","variables":{"constructor":{"prototype":{"polluted":true}}}}`],
    ['__proto__ among the extensions', `{"query":"${NAME}","extensions":{"__proto__":{"polluted":true}}}`],
    ['a name twice, of which the last counts', `{"query":"{ status { state } }","query":"${NAME}"}`],
    [
      'a variable that nobody declared, called constructor',
      `{"query":"${NAME}","variables":{"constructor":1,"toString":2}}`,
    ],
    ['a variable twice', `{"query":"${NAME}","variables":{"a":1,"a":{"__proto__":{"polluted":true}}}}`],
  ])('with %s', async (_, body) => {
    expect(await (await send(body)).json()).toEqual({ data: { viewer: { name: 'admin' } } });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    await goesOn();
  });

  it('with __proto__ in what is to be kept, which is refused', async () => {
    const query = 'mutation ($m: JSON) { remember(input: { content: "tea", metadata: $m }) { metadata } }';
    for (const metadata of ['{"__proto__":{"polluted":true}}', '[{"a":{"__proto__":1}}]']) {
      const answer = await send(`{"query":${JSON.stringify(query)},"variables":{"m":${metadata}}}`);
      expect((await answer.json()).errors[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      await goesOn();
    }
  });

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('with %s a hundred thousand deep', async (_, deep) => {
    const query = 'mutation ($m: JSON) { remember(input: { content: "tea", metadata: $m }) { id } }';
    for (const body of [
      `{"query":${JSON.stringify(query)},"variables":{"m":${deep}}}`,
      `{"query":"${NAME}","variables":{"unused":${deep}}}`,
      `{"query":"${NAME}","extensions":{"persistedQuery":${deep}}}`,
      deep,
    ]) {
      const { errors } = await (await send(body)).json();
      if (errors) expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
      await goesOn();
    }
  });

  it.each([
    ['half a character', '"\ud800"'],
    ['NUL', '"a\\u0000b"'],
  ])('with %s in a text that is kept', async (_, text) => {
    const query = 'mutation ($c: String!) { remember(input: { content: $c }) { id } }';
    const written = text.includes('\ud800') ? '"\\ud800"' : text;
    const { errors } = await (await send(`{"query":${JSON.stringify(query)},"variables":{"c":${written}}}`)).json();
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    await goesOn();
  });
});

describe('a document harms nobody', () => {
  const nested = (depth: number, open: string, close: string, within: string) =>
    open.repeat(depth) + within + close.repeat(depth);
  it.each([
    [
      'introspection that goes in circles',
      `{ __schema { types ${nested(12, '{ fields { type ', '} }', '{ name }')} } }`,
    ],
    ['the same through inputs', `{ __schema { types ${nested(6, '{ inputFields { type ', '} }', '{ name }')} } }`],
    ['a value of lists in lists', `{ recall(query: ${nested(20_000, '[', ']', '1')}) { score } }`],
    ['a value of objects in objects', `mutation { remember(input: ${nested(3_000, '{a:', '}', '1')}) { id } }`],
    ['a type of lists in lists', `query ($a: ${nested(2_000, '[', ']', 'Int')}) { viewer { name } }`],
    ['a number of ten thousand digits', `{ recall(query: "tea", limit: ${'9'.repeat(10_000)}) { score } }`],
    ['a fragment within itself', '{ ...A } fragment A on Query { viewer { name } ...B } fragment B on Query { ...A }'],
    ['a string that never ends', '{ recall(query: "tea'],
    ['a name of a hundred thousand letters', `{ ${'a'.repeat(100_000)} }`],
    ['a directive that nobody knows, again and again', `{ viewer { name ${'@a '.repeat(90)} } }`],
    ['a subscription of two things', 'subscription { jobUpdated { id } statusChanged { state } }'],
  ])('with %s', async (_, query) => {
    const { data, errors } = await sendJson({ query });
    expect(data ?? null).toBeNull();
    expect(errors[0].extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(errors.length).toBeLessThanOrEqual(100);
    await goesOn();
  });
});

describe('a request runs nothing that it should not', () => {
  it.each<[string, string, RequestInit]>([
    ['a mutation by GET', `?query=${encodeURIComponent('mutation { rebuildMemory { id } }')}`, { headers: JSON_TYPE }],
    [
      'a GET that says it is a POST',
      `?query=${encodeURIComponent('mutation { rebuildMemory { id } }')}`,
      { headers: { ...JSON_TYPE, 'x-http-method-override': 'POST', 'x-method-override': 'POST' } },
    ],
    [
      'a subscription by a simple GET',
      '?query=subscription{jobUpdated{id}}',
      { headers: { accept: 'text/event-stream' } },
    ],
    ['a form', '', { method: 'POST', body: new URLSearchParams({ query: 'mutation { rebuildMemory { id } }' }) }],
    ['a form of parts', '', { method: 'POST', body: formOf('mutation { rebuildMemory { id } }') }],
    ['a text', '', { method: 'POST', body: JSON.stringify({ query: 'mutation { rebuildMemory { id } }' }) }],
    ['PUT', '', { method: 'PUT', headers: JSON_TYPE, body: '{"query":"mutation { rebuildMemory { id } }"}' }],
    ['DELETE', '', { method: 'DELETE', headers: JSON_TYPE }],
  ])('%s', async (_, search, init) => {
    const headers = { ...KEY, ...Object.fromEntries(new Headers(init.headers)) };
    const answer = await fetch(`${lex.client.url}${search}`, { ...init, headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await lex.database.prisma.job.count({ where: { kind: 'REBUILD_MEMORY' } })).toBe(0);
    await goesOn();
  });

  it.each([
    ['two lengths', 'POST /graphql HTTP/1.1\nHost: localhost\nContent-Length: 5\nContent-Length: 50\n\n{"a":'],
    [
      'a length and chunks',
      'POST /graphql HTTP/1.1\nHost: localhost\nContent-Length: 4\nTransfer-Encoding: chunked\n\n' +
        '0\n\nGET /metrics HTTP/1.1\n\n',
    ],
    ['an unknown transfer encoding', 'POST /graphql HTTP/1.1\nHost: localhost\nTransfer-Encoding: xchunked\n\n0\n\n'],
    [
      'a chunk of an absurd length',
      'POST /graphql HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\nfffffffffffffffff\n',
    ],
    ['no name of a host', 'GET /graphql HTTP/1.1\n\n'],
    ['a head that is too long', `GET /graphql HTTP/1.1\nHost: localhost\nX-Long: ${'x'.repeat(100_000)}\n\n`],
    ['a header with half a line end', 'GET /graphql HTTP/1.1\nHost: localhost\nX-A: b\u0000c\n\n'],
    ['another protocol', 'PRI * HTTP/2.0\n\nSM\n\n'],
  ])('one with %s', async (_, text) => {
    const answer = await raw(text);
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect(answer).not.toContain('lex_');
    await goesOn();
  });

  it.each([
    '/graphiql/../package.json',
    '/graphiql/%2e%2e/%2e%2e/package.json',
    '/graphiql/..%2f..%2fpackage.json',
    '//etc/passwd',
    '/graphql/../metrics',
    '/%00',
  ])('a path such as %s', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\nHost: localhost\nConnection: close\n\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(answer).not.toMatch(/"dependencies"|root:|process_cpu/);
    await goesOn();
  });
});

describe('what is kept for others is not changed by', () => {
  it.each([
    ['x-forwarded-host', 'evil.example.com'],
    ['x-forwarded-proto', 'javascript'],
    ['x-original-url', '/metrics'],
    ['x-rewrite-url', '/metrics'],
    ['forwarded', 'host=evil.example.com'],
    ['accept-language', 'evil'],
  ])('a header %s', async (name, value) => {
    const ask = async (headers: Record<string, string> = {}) => {
      const answer = await send(JSON.stringify({ query: '{ status { state mode } }' }), { ...KEY, ...headers });
      return { body: await answer.text(), headers: JSON.stringify([...answer.headers]) };
    };
    const clean = await ask();
    const poisoned = await ask({ [name]: value });
    expect(poisoned.body).toBe(clean.body);
    expect(poisoned.headers).not.toContain(value);
    expect((await ask()).body).toBe(clean.body);
  });
});

function formOf(query: string): FormData {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query }));
  form.set('map', '{}');
  return form;
}
