import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { costsLessThan } from '../../support/costs-less-than.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

/** What lets a GET run a text. */
const PREFLIGHTED = { headers: { 'content-type': 'application/json' } };

describe('a POST', () => {
  it('is answered in the form that Accept asks for', async () => {
    const { post } = await startEdge();
    const plain = await post({ query: '{ hello }' });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(plain.headers.get('cache-control')).toBe('no-store');
    expect(await plain.json()).toEqual({ data: { hello: 'world' } });

    const accept = 'application/graphql-response+json, application/json;q=0.9';
    const asked = await post({ query: '{ hello }' }, { accept });
    expect(asked.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');

    const neither = await post({ query: '{ hello }' }, { accept: 'image/png' });
    expect(neither.status).toBe(406);
  });

  it('tells a syntax error by its status only to clients that accept application/graphql-response+json', async () => {
    const { post } = await startEdge();
    const modern = await post({ query: '{ hello' }, { accept: 'application/graphql-response+json' });
    expect(modern.status).toBe(400);
    const classic = await post({ query: '{ hello' });
    expect(classic.status).toBe(200);
    for (const response of [modern, classic]) {
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
    }
  });

  it.each([
    ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--'],
    ['application/x-www-form-urlencoded', 'query={hello}'],
    ['application/graphql', '{ hello }'],
    ['text/plain', '{"query":"{ hello }"}'],
    ['application/json; charset=latin1', '{"query":"{ hello }"}'],
  ])('of %s is refused with 415', async (type, body) => {
    const { post } = await startEdge();
    const response = await post(body, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('without a content type is refused', async () => {
    const { url } = await startEdge();
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(new TextEncoder().encode('{"query":"{ hello }"}')),
    });
    expect(response.status).toBe(415);
  });

  it.each([
    ['malformed JSON', '{"query": "{ hello }"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['a text', '"{ hello }"'],
    ['no query', '{}'],
    ['a query that is a number', '{"query": 42}'],
    ['a query that is an object', '{"query": {"a": 1}}'],
    ['variables that are a text', '{"query": "{ hello }", "variables": "nope"}'],
    ['variables that are a list', '{"query": "{ hello }", "variables": []}'],
    ['extensions that are a number', '{"query": "{ hello }", "extensions": 1}'],
    ['an operationName that is a list', '{"query": "{ hello }", "operationName": ["a"]}'],
    ['an empty batch', '[]'],
    ['a batch of null', '[null]'],
    ['a batch of numbers', '[1, 2]'],
  ])('with %s is refused with 400 and BAD_USER_INPUT', async (_, body) => {
    const { post, logLines } = await startEdge();
    const response = await post(body);
    expect(response.status).toBe(400);
    const answer = await response.text();
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
    expect(answer).not.toContain('node:internal');
    expect(logLines.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });

  it('that is not UTF-8 is refused', async () => {
    const { url } = await startEdge();
    const body = Buffer.concat([
      Buffer.from('{"query":"{ echo(text: \\"'),
      Buffer.from([0xff]),
      Buffer.from('\\") }"}'),
    ]);
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
  });

  it('may be as long as ten thousand memories', async () => {
    const { post } = await startEdge();
    const input = Array.from({ length: 10_000 }, (_, index) => ({ content: `${index} `.padEnd(1_200, 'word ') }));
    const query = 'mutation ($input: [Fact!]!) { rememberMany(input: $input) }';
    const response = await post({ query, variables: { input } });
    expect(await response.json()).toEqual({ data: { rememberMany: 10_000 } });
  });

  it.each([
    ['with its length announced', (body: string) => body],
    ['in chunks', (body: string) => new Blob([body]).stream()],
  ])('that is too long is refused with 413, %s, and the server goes on', async (_, send) => {
    const { url, post } = await startEdge();
    const long = JSON.stringify({ query: '{ hello }', variables: { text: 'x'.repeat(17 * 1024 * 1024) } });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: send(long), duplex: 'half' };
    const response = await fetch(url, init);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await post({ query: '{ hello }' })).status).toBe(200);
  });

  it('that announces an absurd length is refused before it is sent', async () => {
    const { port } = await startEdge();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        'Content-Length: 99999999999\r\n\r\n{',
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('a batch', () => {
  it('of ten is answered in order, each with its own errors', async () => {
    const { post } = await startEdge();
    const batch = Array.from({ length: 10 }, (_, index) => ({
      query: index === 3 ? '{ boom }' : `{ echo(text: "${index}") }`,
    }));
    const response = await post(batch);
    expect(response.status).toBe(200);
    const results: unknown = await response.json();
    expect(results).toHaveLength(10);
    expect(results).toMatchObject({
      2: { data: { echo: '2' } },
      3: { data: { boom: null }, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      9: { data: { echo: '9' } },
    });
  });

  it('of eleven is refused', async () => {
    const { post } = await startEdge();
    const response = await post(Array.from({ length: 11 }, () => ({ query: '{ hello }' })));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'The batch has 11 operations, 10 are allowed.' }],
    });
  });

  it('takes no subscription, and leaves none open', async () => {
    const { post, subscriptions } = await startEdge();
    const response = await post([{ query: '{ hello }' }, { query: 'subscription { silence }' }]);
    expect(await response.json()).toMatchObject([
      { data: { hello: 'world' } },
      { errors: [{ message: "A subscription can't be in a batch.", extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
    expect(subscriptions.count).toBe(0);
  });
});

describe('a GET', () => {
  it('runs a query with its variables', async () => {
    const { url } = await startEdge();
    const search = new URLSearchParams({ query: 'query ($t: String!) { echo(text: $t) }', variables: '{"t":"hi"}' });
    const response = await fetch(`${url}?${search}`, PREFLIGHTED);
    expect(await response.json()).toEqual({ data: { echo: 'hi' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('never runs a mutation: 405', async () => {
    const { url } = await startEdge();
    const response = await fetch(
      `${url}?${new URLSearchParams({ query: 'mutation { rememberMany(input: []) }' })}`,
      PREFLIGHTED,
    );
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('never runs a mutation that hides behind a query of the same document', async () => {
    const { url } = await startEdge();
    const query = 'query A { hello } mutation B { rememberMany(input: []) }';
    const response = await fetch(`${url}?${new URLSearchParams({ query, operationName: 'B' })}`, PREFLIGHTED);
    expect(response.status).toBe(405);
  });

  it.each(['variables', 'extensions'])('with %s that are not JSON is refused with 400', async (name) => {
    const { url } = await startEdge();
    const response = await fetch(`${url}?${new URLSearchParams({ query: '{ hello }', [name]: 'nope' })}`, PREFLIGHTED);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ message: `${name} is not JSON.` }] });
  });
});

describe('an operation', () => {
  it.each([
    ['deeply nested', `${'{nested'.repeat(10_000)}{name}${'}'.repeat(10_000)}`],
    ['nested as deeply as the tokens allow', `${'{nested'.repeat(1_600)}{name}${'}'.repeat(1_600)}`],
    ['deeply nested lists', `{ echo(text: ${'['.repeat(10_000)}`],
    ['of too many tokens', `{ ${'hello '.repeat(6_000)} }`],
    ['made of one field over and over', `{ ${'hello '.repeat(4_990)} }`],
    ['too long', `{ hello } # ${'x'.repeat(200_000)}`],
  ])('that is %s gets an answer, and the server goes on', async (_, query) => {
    const { post } = await startEdge();
    const answer = await costsLessThan(5_000, async () => (await post({ query })).text());
    expect(answer).not.toContain('RangeError');
    expect(answer).toMatch(/GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|"data"/);
    expect(await (await post({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
  });

  it('must be named where the document has several', async () => {
    const { post } = await startEdge();
    const query = 'query A { hello } query B { kind }';
    expect(await (await post({ query, operationName: 'B' })).json()).toEqual({ data: { kind: 'query' } });
    for (const operationName of [undefined, 'C']) {
      const answer = await (await post({ query, operationName })).json();
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    }
  });
});

describe('a client that goes away', () => {
  it('before its answer is ready harms nobody', async () => {
    const { url, post, signals, logLines } = await startEdge();
    const aborter = new AbortController();
    const gone = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ slow }"}',
      signal: aborter.signal,
    });
    const failed = expect(gone).rejects.toThrow();
    await vi.waitFor(() => expect(signals.slowStarted).toBe(1));
    aborter.abort();
    await failed;
    await vi.waitFor(() => expect(logLines).toMatchObject([{ msg: 'request', aborted: true }]));
    signals.release();
    expect((await post({ query: '{ hello }' })).status).toBe(200);
  });

  it('in the middle of its body is no fault of the server', async () => {
    const { port, post, logLines } = await startEdge();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{',
    );
    await once(socket, 'connect');
    socket.end();
    await vi.waitFor(() => expect(logLines).toMatchObject([{ msg: 'request' }]));
    expect((await post({ query: '{ hello }' })).status).toBe(200);
    expect(logLines.filter(({ level }) => level === 50)).toEqual([]);
  });
});

describe('a path', () => {
  it('that does not exist is a 404 in JSON', async () => {
    const { port } = await startEdge();
    for (const path of [
      '/nothing',
      '/graphql/',
      '/health',
      '/x/graphql',
      '//evil/graphql',
      '/graphiql/../package.json',
      '/graphiql/x',
    ]) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
  });

  it('/ is the console, which takes GET and HEAD only', async () => {
    const { port } = await startEdge();
    const url = `http://127.0.0.1:${port}/`;
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(/^<!doctype html>/);
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('');
    const refused = await fetch(url, { method: 'POST' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('/graphql takes GET and POST only', async () => {
    const { url } = await startEdge();
    for (const method of ['PUT', 'DELETE', 'HEAD', 'PATCH']) {
      const response = await fetch(url, { method });
      expect([method, response.status]).toEqual([method, 405]);
      expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS');
    }
  });
});

describe('the request id', () => {
  it('is taken from a sane request, made for others, and told on every answer', async () => {
    const { url, port, post } = await startEdge();
    const given = await post({ query: '{ requestId }' }, { 'x-request-id': 'abc-123' });
    expect(given.headers.get('x-request-id')).toBe('abc-123');
    expect(await given.json()).toEqual({ data: { requestId: 'abc-123' } });

    const strange = await post({ query: '{ requestId }' }, { 'x-request-id': '<script>' });
    const made = strange.headers.get('x-request-id');
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(await strange.json()).toEqual({ data: { requestId: made } });

    for (const path of ['/nothing', '/health/live', '/']) {
      const response = await fetch(new URL(path, `http://127.0.0.1:${port}`), { redirect: 'manual' });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect((await fetch(url, { method: 'PUT' })).headers.has('x-request-id')).toBe(true);
  });

  it('is in the one log line of the request, which holds no text of the user', async () => {
    const { post, url, logLines } = await startEdge();
    const query = 'query Say($t: String!) { echo(text: $t) }';
    await post({ query, variables: { t: 'my secret words' } }, { 'x-request-id': 'r1', authorization: 'Bearer hush' });
    await fetch(`${url}?${new URLSearchParams({ query: '{ echo(text: "my secret words") }' })}`, PREFLIGHTED);
    await post([{ query: '{ hello }' }, { query: 'query Two { hello }' }], { 'x-request-id': 'r3' });
    await vi.waitFor(() => expect(logLines.filter(({ msg }) => msg === 'request')).toHaveLength(3));

    expect(logLines[0]).toMatchObject({
      requestId: 'r1',
      method: 'POST',
      path: '/graphql',
      status: 200,
      operations: ['query Say'],
      durationMs: expect.any(Number),
    });
    expect(logLines[1]).toMatchObject({ method: 'GET', path: '/graphql', operations: ['query'] });
    expect(logLines[2]).toMatchObject({ requestId: 'r3', operations: ['query', 'query Two'] });
    expect(JSON.stringify(logLines)).not.toMatch(/secret words|hush|Bearer|echo\(/);
  });
});

it('sets headers that keep browsers strict on every answer', async () => {
  const { port } = await startEdge();
  for (const path of ['/graphql?query={hello}', '/nothing', '/health/live']) {
    const { headers } = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

it('keeps idle connections longer than a proxy in front does', async () => {
  const { url } = await startEdge();
  expect((await fetch(url, { method: 'OPTIONS' })).headers.get('keep-alive')).toBe('timeout=65');
});
