import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createOriginGate } from '../../../src/edge/origin/origin-gate.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

const ALLOWED = 'https://app.example.com';

/** A request with exactly these headers: fetch would set Host by itself. */
async function send(
  { port }: Edge,
  method: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }> {
  const sent = request({ host: '127.0.0.1', port, path: '/graphql?query={hello}', method, headers });
  sent.end(method === 'POST' ? '{"query":"{ hello }"}' : undefined);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

async function handshake(edge: Edge, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(edge.socketUrl, 'graphql-transport-ws', { headers });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (sent, response) => {
      sent.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
  });
}

describe('who is let in', () => {
  it.each<[string, number, Record<string, string>]>([
    ['a program on this machine', 200, {}],
    ['localhost by name', 200, { host: 'localhost:9999' }],
    ['localhost by IPv6', 200, { host: '[::1]:4000' }],
    ['its own page', 200, { host: 'localhost:4000', origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin' }],
    ['a page of an allowed origin', 200, { origin: ALLOWED, 'sec-fetch-site': 'cross-site' }],
    ['the host of an allowed origin, through a proxy', 200, { host: 'app.example.com', origin: ALLOWED }],
    ['a page of another site', 403, { origin: 'https://evil.example' }],
    ['a page of another port', 200, { host: 'localhost:4000', origin: 'http://localhost:5173' }],
    ['a page of this machine by another name', 200, { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
    ['a page of this machine by IPv6', 200, { origin: 'http://[::1]:8080' }],
    ['a page of this machine by a name under localhost', 200, { origin: 'https://app.localhost' }],
    ['a name that was allowed', 200, { host: 'lex.example.com' }],
    ['a name that was allowed, of any port and case', 200, { host: 'LEX.example.com:8443' }],
    ['a page of a name that was allowed', 200, { host: 'lex.example.com', origin: 'https://lex.example.com' }],
    ['a name that was allowed for one port', 200, { host: 'other.example.com:81' }],
    ['the same name with another port', 403, { host: 'other.example.com:82' }],
    [
      'a page of its reader’s own machine, by a public name',
      403,
      { host: 'lex.example.com', origin: 'http://localhost' },
    ],
    ['a page that only sounds like this machine', 403, { origin: 'http://localhost.evil.example' }],
    ['a page that only ends like this machine', 403, { origin: 'http://evillocalhost' }],
    ['a page of this machine in a program of its own', 403, { origin: 'tauri://localhost' }],
    ['a page without an origin of its own', 403, { origin: 'null' }],
    [
      'a page whose name was pointed at 127.0.0.1',
      403,
      { host: 'evil.example:4000', origin: 'http://evil.example:4000' },
    ],
    ['the same without an Origin', 403, { host: 'evil.example' }],
    ['a name that only looks like localhost', 403, { host: 'localhost.evil.example' }],
    ['an origin that only begins like an allowed one', 403, { origin: `${ALLOWED}.evil.example` }],
    ['an image or a script of another site', 403, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('%s: %i', async (_, status, headers) => {
    const edge = await startEdge({
      allowedOrigins: [ALLOWED],
      allowedHosts: ['lex.example.com', 'other.example.com:81'],
    });
    const content = { 'content-type': 'application/json' };
    expect((await send(edge, 'GET', { ...content, ...headers })).status).toBe(status);
    const post = await send(edge, 'POST', { ...content, ...headers });
    expect(post.status).toBe(status);
    if (status === 403)
      expect(JSON.parse(post.body)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await handshake(edge, headers)).toBe(status === 200 ? 101 : 403);
  });

  it('a link from another site may open GraphiQL', async () => {
    const edge = await startEdge();
    const headers = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const page = await send(edge, 'GET', headers);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('a server that others can reach answers to any name', () => {
    const gate = createOriginGate({ host: '0.0.0.0', allowedOrigins: [], allowedHosts: [] });
    expect(gate.check({ host: 'lex.example.com' })).toBeUndefined();
    expect(gate.check({ host: 'lex.example.com', origin: 'https://lex.example.com' })).toBeUndefined();
    expect(gate.check({ host: 'lex.example.com', origin: 'https://evil.example' })?.setting).toBe(
      'LEX_ALLOWED_ORIGINS',
    );
    // Its reader's own machine is not the server's.
    expect(gate.check({ host: 'lex.example.com', origin: 'http://localhost:5173' })).toBeDefined();
    const named = createOriginGate({ host: '0.0.0.0', allowedOrigins: [], allowedHosts: ['lex.example.com'] });
    expect(named.check({ host: 'lex.example.com' })).toBeUndefined();
    expect(named.check({ host: 'evil.example' })?.setting).toBe('LEX_ALLOWED_HOSTS');
  });

  it.each(['127.0.0.1', '::1', 'localhost', 'LOCALHOST'])('a server on %s answers to names of this machine', (host) => {
    const gate = createOriginGate({ host, allowedOrigins: [], allowedHosts: [] });
    for (const name of ['localhost:4000', 'LocalHost', '127.1.2.3', '[::1]:4000', 'lex.localhost']) {
      expect(gate.check({ host: name })).toBeUndefined();
    }
    expect(gate.check({ host: 'evil.example' })?.setting).toBe('LEX_ALLOWED_HOSTS');
  });

  it('is told in the log, with the setting that would let it in', async () => {
    const edge = await startEdge();
    const { body } = await send(edge, 'GET', { origin: 'https://app.example.com' });
    expect(body).toContain('LEX_ALLOWED_ORIGINS');
    await handshake(edge, { host: 'lex.example.com' });
    const told = edge.logLines.filter(({ msg }) => String(msg).includes('LEX_ALLOWED'));
    expect(told).toMatchObject([
      { level: 40, origin: 'https://app.example.com', msg: expect.stringContaining('LEX_ALLOWED_ORIGINS') },
      { level: 40, host: 'lex.example.com', msg: expect.stringContaining('LEX_ALLOWED_HOSTS') },
    ]);
  });

  it('fills no log, however often and by however many names it is tried', async () => {
    const edge = await startEdge();
    for (let index = 0; index < 100; index++) {
      await send(edge, 'GET', { origin: `https://${index}.example.com` });
      await send(edge, 'GET', { origin: 'https://again.example.com' });
      await send(edge, 'GET', { host: `${'x'.repeat(200)}.example.com` });
    }
    const told = edge.logLines.filter(({ msg }) => String(msg).includes('LEX_ALLOWED'));
    expect(told).toHaveLength(10);
    for (const { origin = '', host } of told) expect(String(origin).length + String(host).length).toBeLessThan(202);
  });
});

describe('CORS', () => {
  it('answers the preflight of an allowed origin', async () => {
    const edge = await startEdge({ allowedOrigins: [ALLOWED] });
    const asked = {
      origin: ALLOWED,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const { status, headers } = await send(edge, 'OPTIONS', asked);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': ALLOWED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type, authorization, x-request-id',
      vary: 'Origin, Accept, Accept-Encoding, Authorization',
    });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:8080'])(
    'lets a page of this machine read the answer: %s',
    async (origin) => {
      const edge = await startEdge();
      const headers = { 'content-type': 'application/json', origin };
      expect((await send(edge, 'POST', headers)).headers).toMatchObject({
        'access-control-allow-origin': origin,
        vary: expect.stringContaining('Origin'),
      });
      const asked = 'content-type,x-apollo-operation-name';
      const preflight = await send(edge, 'OPTIONS', { origin, 'access-control-request-headers': asked });
      expect(preflight.headers['access-control-allow-headers']).toContain('x-apollo-operation-name');
    },
  );

  it('allows no header names that are none', async () => {
    const edge = await startEdge({ allowedOrigins: [ALLOWED] });
    const asked = { origin: ALLOWED, 'access-control-request-headers': 'content-type, <b>' };
    const { headers } = await send(edge, 'OPTIONS', asked);
    expect(headers['access-control-allow-headers']).toBe('content-type, authorization, x-request-id');
  });

  it('lets an allowed origin read the answer and its request id', async () => {
    const edge = await startEdge({ allowedOrigins: [ALLOWED] });
    const { headers } = await send(edge, 'POST', { 'content-type': 'application/json', origin: ALLOWED });
    expect(headers['access-control-allow-origin']).toBe(ALLOWED);
    expect(headers['access-control-expose-headers']).toContain('x-request-id');
  });

  it('reflects no other origin', async () => {
    const edge = await startEdge();
    const { status, headers } = await send(edge, 'OPTIONS', { origin: 'https://evil.example' });
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

it('a handshake at another path is a 404', async () => {
  const edge = await startEdge();
  expect(await handshake({ ...edge, socketUrl: edge.socketUrl.replace('/graphql', '/other') }, {})).toBe(404);
});
