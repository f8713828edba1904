import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Authenticate } from '../../../src/accounts/authenticate.ts';
import { OpenCounts } from '../../../src/edge/limits/open-counts.ts';
import { createClientAddress } from '../../../src/edge/origin/client-address.ts';
import { LexError } from '../../../src/errors.ts';
import { openAcknowledged, openRaw, subscribe } from '../../support/clients/raw-socket.ts';
import { callerOf } from '../../support/edge/caller.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

/** A request over a connection from this address, with what the proxies wrote. */
function requestFrom(address: string, forwarded?: string): Pick<IncomingMessage, 'headers' | 'socket'> {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: address });
  return { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket };
}

describe('where a request comes from', () => {
  it.each([
    ['no proxy is believed', 0, '203.0.113.9', '10.0.0.1'],
    ['a proxy says it', 1, '203.0.113.9', '203.0.113.9'],
    ['a client has written something before it', 1, '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies stand one behind the other', 2, '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['there are fewer than are believed', 3, '203.0.113.9', '203.0.113.9'],
    ['it is an IPv6 address', 1, '2001:db8::7', '2001:db8::7'],
    ['it is no address', 1, 'unknown', '10.0.0.1'],
    ['it is an address with more', 1, "203.0.113.9' OR 1=1", '10.0.0.1'],
    ['it is empty', 1, '', '10.0.0.1'],
    ['nothing is said', 1, undefined, '10.0.0.1'],
  ])('when %s', (_, proxies, forwarded, address) => {
    expect(createClientAddress(proxies)(requestFrom('10.0.0.1', forwarded))).toBe(address);
  });
});

it('what is open is counted for each by itself, and given back once', () => {
  const counts = new OpenCounts(2);
  const [first, second] = [counts.take('mia'), counts.take('mia')];
  expect(counts.take('mia')).toBeUndefined();
  expect(counts.take('bo')).toBeTypeOf('function');
  first?.();
  first?.();
  expect(counts.take('mia')).toBeTypeOf('function');
  expect(counts.take('mia')).toBeUndefined();
  second?.();
  expect(counts.take('mia')).toBeTypeOf('function');
});

/** Lets in whoever says a name, with a credential. */
const authenticate: Authenticate = (call) => {
  const name = call.transport === 'http' ? call.headers.authorization : call.payload?.['authorization'];
  if (typeof name !== 'string') throw new LexError('UNAUTHENTICATED', 'Say who you are.');
  return {
    ...callerOf(name),
    credential: { shown: { kind: 'TOKEN' }, expiresAt: undefined, whenEnded: () => () => undefined },
  };
};

it('a user has so many sockets and streams, and others have theirs', async () => {
  const edge = await startEdge({ authenticate, limits: { liveOfUser: 2 } });
  const mia = { authorization: 'mia' };
  const silence = { query: 'subscription { silence }' };
  const stream = () => edge.post(silence, { ...mia, accept: 'text/event-stream' });
  const socket = await openAcknowledged(edge, mia);
  const open = await stream();
  const more = await openRaw(edge);
  more.send({ type: 'connection_init', payload: mia });
  expect(await more.closed).toBe(1013);
  expect(await (await stream()).text()).toContain('RATE_LIMITED');
  // Queries go on, and on the socket that is open everything does.
  expect((await edge.post({ query: '{ hello }' }, mia)).status).toBe(200);
  socket.send(subscribe('1', '{ hello }'));
  expect(await socket.next()).toMatchObject({ payload: { data: { hello: 'world' } } });
  await openAcknowledged(edge, { authorization: 'bo' });

  await open.body?.cancel();
  socket.socket.terminate();
  await vi.waitFor(async () => {
    const again = await openRaw(edge);
    again.send({ type: 'connection_init', payload: mia });
    expect(await Promise.race([again.next(), again.closed])).toEqual({ type: 'connection_ack' });
  });
});

it('an address has so many sockets; this machine’s are not counted, which a proxy may have', async () => {
  const limits = { socketsOfAddress: 2 };
  const behind = await startEdge({ limits, trustProxy: 1 });
  const from = async (address: string) => {
    const socket = new WebSocket(behind.socketUrl, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': address },
    });
    return new Promise<unknown>((resolve) => {
      socket.once('open', () => resolve('open'));
      socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode));
    });
  };
  expect([await from('203.0.113.9'), await from('203.0.113.9')]).toEqual(['open', 'open']);
  expect([await from('203.0.113.9'), await from('203.0.113.10')]).toEqual([429, 'open']);
  // All of one customer's.
  expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::3')]).toEqual([
    'open',
    'open',
    429,
  ]);
  const local = await startEdge({ limits });
  for (let count = 0; count < 4; count += 1) await openAcknowledged(local);
});

it('an operation that takes too long is answered that it does, and others go on', async () => {
  const edge = await startEdge({ executionTime: { queryMs: 300, mutationMs: 60_000 } });
  const late = { errors: [{ message: expect.stringContaining('took longer'), extensions: { code: 'UNAVAILABLE' } }] };
  const answer = await edge.post({ query: '{ slow }' }, { accept: 'application/graphql-response+json' });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject(late);
  const batch = await (await edge.post([{ query: '{ slow }' }, { query: '{ hello }' }])).json();
  expect(batch).toMatchObject([late, { data: { hello: 'world' } }]);
  const socket = await openAcknowledged(edge);
  socket.send(subscribe('1', '{ slow }'));
  expect(await socket.next()).toMatchObject({ id: '1', payload: late });
  socket.send(subscribe('2', '{ hello }'));
  expect(await socket.next()).toMatchObject({ type: 'complete' });
  expect(await socket.next()).toMatchObject({ id: '2', payload: { data: { hello: 'world' } } });
});

it('a body is taken up to the bound that is set, however it comes', async () => {
  const edge = await startEdge({ bodyMaxBytes: 20_000 });
  const padded = (length: number) => {
    const body = JSON.stringify({ query: '{ hello }' });
    return body + ' '.repeat(length - body.length);
  };
  const send = (body: BodyInit, duplex?: 'half') =>
    fetch(edge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...(duplex && { duplex }),
    });
  const chunked = (text: string) => new Blob([text]).stream();
  expect((await send(padded(20_000))).status).toBe(200);
  expect((await send(chunked(padded(20_000)), 'half')).status).toBe(200);
  expect((await send(padded(20_001))).status).toBe(413);
  expect((await send(chunked(padded(20_001)), 'half')).status).toBe(413);
});
