import { once } from 'node:events';
import { connect } from 'node:net';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CompiledOperation } from '../../../src/edge/execution/compiled-operation.ts';
import { QueueLength } from '../../../src/edge/overload/queue-length.ts';
import { createQueueingOf } from '../../../src/edge/overload/queueing-of-operation.ts';
import { queueing } from '../../../src/graphql/queueing-rule.ts';
import type { Load } from '../../../src/load/load.ts';
import type { Shed } from '../../../src/metrics/shed-metrics.ts';
import { openAcknowledged } from '../../support/clients/raw-socket.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';
import { overHttp, overSocket, overSse } from '../../support/edge/ways-to-ask.ts';

const HELLO = { query: '{ hello }' };
const REMEMBER = { query: 'mutation { rememberMany(input: []) }' };
const REFUSED = {
  errors: [
    {
      message: 'The server has more to do than it can: try again in a few seconds.',
      extensions: { code: 'OVERLOADED', retryAfterMs: expect.any(Number) },
    },
  ],
};

/** An edge whose process is as loaded as the test says. */
async function startLoaded(options: { waiting?: number; openFiles?: number } = {}) {
  const load: { level: Load['level']; shortage: Load['shortage'] } = { level: 'calm', shortage: undefined };
  const shed: Shed[] = [];
  const edge = await startEdge({
    load,
    waitingJobs: async () => options.waiting ?? 0,
    ...(options.openFiles !== undefined && { openFiles: options.openFiles }),
    allowedOrigins: ['https://app.example'],
    metrics: {
      request: () => undefined,
      operation: () => undefined,
      events: () => ({ count: 0 }),
      shed: (refused) => shed.push(refused),
    },
  });
  const be = (level: Load['level'], shortage?: Load['shortage']) => Object.assign(load, { level, shortage });
  return { edge, be, shed };
}

const statusOf = async (edge: Edge, path: string) => (await fetch(new URL(path, edge.url))).status;

/** What the server answers to this text on a connection of its own. */
async function answerTo(edge: Edge, text: string): Promise<string> {
  const socket = connect(edge.port, '127.0.0.1');
  socket.setEncoding('utf8').write(text);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}

describe('a process that has more to do than it can', () => {
  it('refuses requests before their bodies have come, says when to come again, and answers health', async () => {
    const { edge, be, shed } = await startLoaded();
    be('overloaded', 'heap');
    // Of this body nothing ever comes.
    const head =
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n';
    const answer = await answerTo(edge, `${head}Origin: https://app.example\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/^retry-after: [1-5]\r$/im);
    expect(answer).toMatch(/^access-control-allow-origin: https:\/\/app\.example\r$/im);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual(REFUSED);
    expect(shed).toEqual([{ via: 'http', shortage: 'heap' }]);
    expect([await statusOf(edge, '/health/live'), await statusOf(edge, '/health/ready')]).toEqual([200, 200]);
    for (const payload of [HELLO, REMEMBER]) expect(await overHttp(edge, payload)).toEqual(REFUSED);
    const stream = await edge.post({ query: 'subscription { silence }' }, { accept: 'text/event-stream' });
    expect([stream.status, await stream.json()]).toEqual([503, REFUSED]);
    be('calm');
    expect(await overHttp(edge, HELLO)).toEqual({ data: { hello: 'world' } });
  });

  it('refuses new sockets and new operations, while those that are open go on', async () => {
    const { edge, be, shed } = await startLoaded();
    const { send, next } = await openAcknowledged(edge);
    send({ id: 'before', type: 'subscribe', payload: { query: 'subscription { feed { text } }' } });
    await expect.poll(() => edge.signals.listened.began).toBe(1);
    be('overloaded', 'loop');
    send({ id: 'new', type: 'subscribe', payload: REMEMBER });
    expect(await next()).toEqual({ id: 'new', type: 'error', payload: REFUSED.errors });
    edge.signals.news.publish(
      { name: 'news', missed: { key: '', text: '' }, read: () => undefined },
      { key: 'a', text: 'hi' },
    );
    expect(await next()).toEqual({ id: 'before', type: 'next', payload: { data: { feed: { text: 'hi' } } } });
    const refused = new WebSocket(edge.socketUrl, 'graphql-transport-ws');
    const [, response] = await once(refused, 'unexpected-response');
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-5]$/)]);
    response.destroy();
    expect(shed).toEqual([
      { via: 'socket', shortage: 'loop' },
      { via: 'handshake', shortage: 'loop' },
    ]);
    be('calm');
    expect(await overSocket(edge, HELLO)).toEqual({ data: { hello: 'world' } });
  });

  it('when it is merely busy, takes what only puts work off, as long as little waits', async () => {
    const { edge, be } = await startLoaded();
    be('busy', 'loop');
    expect(await overHttp(edge, REMEMBER)).toEqual({ data: { rememberMany: 0 } });
    expect(await overHttp(edge, HELLO)).toMatchObject(REFUSED);
    expect(await overSse(edge, { query: 'subscription { ticks(count: 1) }' })).toMatchObject(REFUSED);
    const long = await edge.post({ ...REMEMBER, extensions: { padding: 'x'.repeat(20_000) } });
    expect(long.status).toBe(503);
    const batch = await edge.post([REMEMBER, HELLO]);
    expect(await batch.json()).toMatchObject([{ data: { rememberMany: 0 } }, REFUSED]);

    const full = await startLoaded({ waiting: 101 });
    full.be('busy', 'loop');
    await expect.poll(() => overHttp(full.edge, REMEMBER)).toMatchObject(REFUSED);
  });
});

it('connections for which there are too few files are told so, and those that are there go on', async () => {
  const { edge, shed } = await startLoaded({ openFiles: 8 });
  const request = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  const first = connect(edge.port, '127.0.0.1');
  const others = [1, 2, 3].map(() => connect(edge.port, '127.0.0.1'));
  await Promise.all([first, ...others].map((each) => once(each, 'connect')));
  const fifth = await answerTo(edge, request('/graphql?query={hello}', 'Content-Type: application/json\r\n'));
  expect(fifth).toMatch(/^HTTP\/1\.1 503 /);
  expect(fifth).toMatch(/^connection: close\r$/im);
  expect(await answerTo(edge, request('/health/ready'))).toMatch(/^HTTP\/1\.1 200 /);
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
  const refused = await answerTo(
    edge,
    request('/graphql', `${upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`),
  );
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(shed.map(({ via, shortage }) => [via, shortage])).toEqual([
    ['http', 'files'],
    ['handshake', 'files'],
  ]);
  first.write(request('/graphql?query={hello}', 'Content-Type: application/json\r\n'));
  expect(String(await once(first, 'data'))).toContain('world');
  for (const each of others) each.destroy();
  await expect.poll(() => overHttp(edge, HELLO)).toEqual({ data: { hello: 'world' } });
  first.destroy();
});

describe('what an operation does to the queue', () => {
  const schema = buildSchema('type Query { a: Int } type Mutation { add: Int end: Int other: Int }');
  const fields = schema.getMutationType()?.getFields() ?? {};
  if (fields['add']) fields['add'].extensions = queueing('adds');
  if (fields['end']) fields['end'].extensions = queueing('ends');
  const of = createQueueingOf(schema);
  it.each([
    ['mutation { add }', 'adds'],
    ['mutation { x: end }', 'ends'],
    ['mutation { add end }', 'adds'],
    ['mutation { add other }', undefined],
    ['mutation { ...F } fragment F on Mutation { add }', undefined],
    ['mutation { add ... on Mutation { other } }', undefined],
    ['{ a }', undefined],
  ])('%s', (text, expected) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new TypeError('There is no operation.');
    const compiled = new CompiledOperation(schema, document, operation);
    expect([of(compiled), of(compiled)]).toEqual([expected, expected]);
  });
});

it('the queue is counted once a second at most, and nobody waits for the count', async () => {
  let now = 0;
  const counts: ((length: number) => void)[] = [];
  const length = new QueueLength(
    () => new Promise((resolve) => counts.push(resolve)),
    () => now,
  );
  expect([length.read(), length.read(), counts.length]).toEqual([0, 0, 1]);
  counts[0]?.(7);
  await expect.poll(() => length.read()).toBe(7);
  expect(counts).toHaveLength(1);
  now = 2_000;
  expect([length.read(), counts.length]).toEqual([7, 2]);
});
