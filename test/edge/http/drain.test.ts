import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { StartError } from '../../../src/errors.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

describe('draining', () => {
  it('answers what is under way, turns ready into 503 meanwhile, and then has closed every connection', async () => {
    const edge = await startEdge();
    const client = connect(edge.port, '127.0.0.1');
    const received = text(client);
    const body = '{"query":"{ slow }"}';
    client.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(edge.signals.slowStarted).toBe(1));
    const drained = edge.server.drain(10_000);
    client.write('GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect(fetch(edge.url)).rejects.toThrow();
    edge.signals.release();
    await drained;
    const answers = await received;
    expect(answers).toMatch(/^HTTP\/1\.1 200 /);
    expect(answers).toContain('{"data":{"slow":"done"}}');
    expect(answers).toMatch(/HTTP\/1\.1 503 /);
    expect(answers).toContain('{"ready":false,"reasons":["draining"]}');
  });

  it('that is announced goes on for a while, and says with each answer that the connection ends', async () => {
    const edge = await startEdge();
    const before = await fetch(`${edge.url.replace('/graphql', '')}/health/live`);
    expect(before.headers.get('connection')).toBe('keep-alive');
    const drained = edge.server.drain(10_000, { announceMs: 3_000 });
    const ready = await fetch(`${edge.url.replace('/graphql', '')}/health/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    const answer = await edge.post({ query: '{ __typename }' });
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    await drained;
    await expect(fetch(edge.url)).rejects.toThrow();
  });

  // Left alone they are closed after 65 s.
  it('closes idle connections at once', { timeout: 60_000 }, async () => {
    const edge = await startEdge();
    const idle = connect(edge.port, '127.0.0.1');
    idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    const closed = once(idle, 'close');
    idle.resume();
    await Promise.all([edge.server.drain(120_000), closed]);
    await expect(fetch(edge.url)).rejects.toThrow();
  });

  it('cuts off what is still under way at the deadline', async () => {
    const edge = await startEdge();
    const slow = edge.post({ query: '{ slow }' });
    const failed = expect(slow).rejects.toThrow();
    await vi.waitFor(() => expect(edge.signals.slowStarted).toBe(1));
    await edge.server.drain(100);
    await failed;
  });

  it('tells sockets to connect again, which clients do', async () => {
    const edge = await startEdge();
    let restarted: Promise<unknown> | undefined;
    const closes: unknown[] = [];
    const client = createClient({
      url: edge.socketUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 5,
      retryWait: async () => {
        await restarted;
      },
      on: { closed: (event) => closes.push(event) },
    });
    const results: unknown[] = [];
    const subscription = client.iterate({ query: 'subscription { silence }' });
    results.push((await subscription.next()).value);
    restarted = edge.server.drain(2_000).then(() => startEdge({ port: edge.port }));
    results.push((await subscription.next()).value);
    expect(results).toEqual([{ data: { silence: 0 } }, { data: { silence: 0 } }]);
    expect(closes).toMatchObject([{ code: 1001, reason: 'Going away' }]);
    await client.dispose();
    expect(edge.subscriptions.count).toBe(0);
  });

  it('ends SSE streams so that clients connect again', async () => {
    const edge = await startEdge();
    let restarted: Promise<unknown> | undefined;
    const client = createSseClient({
      url: edge.url,
      retryAttempts: 5,
      retry: async () => {
        await restarted;
      },
    });
    onTestFinished(() => client.dispose());
    const subscription = client.iterate({ query: 'subscription { silence }' });
    const first = await subscription.next();
    restarted = edge.server.drain(2_000).then(() => startEdge({ port: edge.port }));
    const second = await subscription.next();
    expect([first, second]).toEqual([
      { done: false, value: { data: { silence: 0 } } },
      { done: false, value: { data: { silence: 0 } } },
    ]);
    expect(edge.subscriptions.count).toBe(0);
  });

  // The library gives a socket up after 30 s.
  it('does not wait for a socket that never answers the close', { timeout: 25_000 }, async () => {
    const edge = await startEdge();
    const socket = new WebSocket(edge.socketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.pause();
    await edge.server.drain(200);
    expect(edge.sockets.openSockets).toBe(0);
    socket.terminate();
  });
});

describe('listening', () => {
  it('on a port in use says so in words that help', async () => {
    const { port } = await startEdge();
    const second = startEdge({ port });
    await expect(second).rejects.toBeInstanceOf(StartError);
    await expect(second).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use: set PORT to another, or stop what listens there`,
    );
  });

  it('on an address of another machine says so', async () => {
    await expect(startEdge({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is not an address of this machine');
  });
});
