import { once } from 'node:events';
import { type Client, createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { SocketLimits } from '../../../src/edge/limits/socket-limits.ts';
import { openAcknowledged, openRaw, subscribe } from '../../support/clients/raw-socket.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

function connectClient({ socketUrl }: Edge, retryAttempts = 0): Client {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts, lazy: true });
  onTestFinished(async () => client.dispose());
  return client;
}

describe('a socket', () => {
  it('runs queries, mutations and subscriptions', async () => {
    const edge = await startEdge();
    const client = connectClient(edge);
    const results: unknown[] = [];
    for (const query of ['{ kind }', 'mutation { rememberMany(input: []) }', 'subscription { ticks(count: 2) }']) {
      for await (const { data } of client.iterate({ query })) results.push(data);
    }
    expect(results).toEqual([{ kind: 'query' }, { rememberMany: 0 }, { ticks: 1 }, { ticks: 2 }]);
    await vi.waitFor(() => expect(edge.logLines.filter(({ msg }) => msg === 'socket operation')).toHaveLength(3));
    expect(edge.logLines[0]).toMatchObject({ operations: ['query'], requestId: expect.any(String) });
  });

  it('goes on after operations that are wrong in every way, with its other subscription', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    send(subscribe('alive', 'subscription { silence }'));
    expect(await next()).toMatchObject({ id: 'alive', payload: { data: { silence: 0 } } });
    const wrong: [object, string][] = [
      [subscribe('1', '{ hello'), 'GRAPHQL_PARSE_FAILED'],
      [subscribe('2', ''), 'BAD_USER_INPUT'],
      [subscribe('3', '{ nothing }'), 'GRAPHQL_VALIDATION_FAILED'],
      [subscribe('4', 'query A { hello } query B { hello }'), 'BAD_USER_INPUT'],
      [subscribe('5', '{ hello }', { operationName: 'X' }), 'BAD_USER_INPUT'],
      [subscribe('6', `${'{nested'.repeat(10_000)}`), 'GRAPHQL_PARSE_FAILED'],
      [subscribe('7', '', { extensions: { persistedQuery: { sha256Hash: 1 } } }), 'BAD_USER_INPUT'],
    ];
    for (const [message, code] of wrong) {
      send(message);
      expect(await next()).toMatchObject({ type: 'error', payload: [{ extensions: { code } }] });
    }
    send(subscribe('8', '{ hello }'));
    expect(await next()).toEqual({ id: '8', type: 'next', payload: { data: { hello: 'world' } } });
    expect(await next()).toEqual({ id: '8', type: 'complete' });
    send({ id: 'alive', type: 'complete' });
  });

  it('sends results of every length whole', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    const around = JSON.stringify({ id: '1', type: 'next', payload: { data: { large: '' } } }).length;
    // The lengths at which a frame gets a longer head (RFC 6455), or is written in parts.
    for (const border of [125, 16 * 1024, 65_535]) {
      for (const length of [border - 1, border, border + 1, border + 2]) {
        send(subscribe('1', `{ large(characters: ${length - around}) }`));
        expect(await next()).toEqual({
          id: '1',
          type: 'next',
          payload: { data: { large: 'x'.repeat(length - around) } },
        });
        expect(await next()).toEqual({ id: '1', type: 'complete' });
      }
    }
    send(subscribe('☂ "id"', '{ echo(text: "☂ and 🌂") }'));
    expect(await next()).toEqual({ id: '☂ "id"', type: 'next', payload: { data: { echo: '☂ and 🌂' } } });
  });

  it('is closed with the code of what its client does against the protocol', async () => {
    const edge = await startEdge();
    const wrongs: [object[], number][] = [
      [[{ type: 'connection_init' }], 4429],
      [[subscribe('1', '{ slow }'), subscribe('1', '{ slow }')], 4409],
      [[{ type: 'connection_ack' }], 4500],
      [[{ type: 'complete' }], 4400],
      [[{ id: '', type: 'subscribe', payload: { query: '{ hello }' } }], 4400],
      [[{ type: 'no such type' }], 4400],
    ];
    for (const [messages, code] of wrongs) {
      const { send, closed } = await openAcknowledged(edge);
      for (const message of messages) send(message);
      expect(await closed).toBe(code);
    }
  });

  it('answers a ping message with its payload, and takes an id again once it is free', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    send({ type: 'ping', payload: { at: 1 } });
    expect(await next()).toEqual({ type: 'pong', payload: { at: 1 } });
    send({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    send({ type: 'pong' });
    for (let times = 0; times < 3; times += 1) {
      send(subscribe('1', 'subscription { silence }'));
      expect(await next()).toMatchObject({ id: '1', payload: { data: { silence: 0 } } });
      send({ id: '1', type: 'complete' });
    }
  });

  it('tells by the name that was asked for that a subscription listens, and passes over what is no name', async () => {
    const { send, next } = await openAcknowledged(await startEdge());
    const listening = (name: unknown) => ({ extensions: { listening: name } });
    send(subscribe('1', 'subscription { silence }', listening('ears')));
    const told = [await next(), await next()];
    expect(told).toContainEqual({ type: 'pong', payload: { listening: 'ears' } });
    for (const [id, name] of Object.entries([5, null, {}, 'x'.repeat(65)])) {
      send(subscribe(id + 2, 'subscription { silence }', listening(name)));
      expect(await next()).toMatchObject({ type: 'next' });
    }
    // What doesn't listen, or not any more, isn't said to.
    send(subscribe('a', '{ hello }', listening('a')));
    expect([await next(), await next()]).toMatchObject([{ type: 'next' }, { type: 'complete' }]);
    send(subscribe('b', 'subscription { nothing }', listening('b')));
    expect(await next()).toMatchObject({ type: 'error' });
    send({ type: 'ping', payload: { last: true } });
    expect(await next()).toEqual({ type: 'pong', payload: { last: true } });
  });

  it('is closed with 4400 when it gets what is no message', async () => {
    const { send, closed } = await openRaw(await startEdge());
    send('not json');
    expect(await closed).toBe(4400);
  });

  it('speaks graphql-transport-ws only', async () => {
    const { socketUrl, sockets } = await startEdge();
    // The older protocol is offered, and not taken: that fails the handshake in the client.
    const older = new WebSocket(socketUrl, 'graphql-ws');
    await expect(once(older, 'open')).rejects.toThrow('Server sent no subprotocol');
    const none = new WebSocket(socketUrl);
    const [code] = await once(none, 'close');
    expect(code).toBe(4406);
    await vi.waitFor(() => expect(sockets.openSockets).toBe(0));
  });

  it('is closed when it does not begin in time, or subscribes before it began', async () => {
    const late = await openRaw(await startEdge({ limits: { initMs: 30 } }));
    expect(await late.closed).toBe(4408);
    // With time enough to begin, so that this is not what closes it.
    const early = await openRaw(await startEdge());
    early.send(subscribe('1', '{ hello }'));
    expect(await early.closed).toBe(4401);
  });

  it('lets go of a source at once when the client completes, though the source waits', async () => {
    const edge = await startEdge();
    const { send, next } = await openAcknowledged(edge);
    send(subscribe('1', 'subscription { silence }'));
    await next();
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([1, 1]));
    send({ id: '1', type: 'complete' });
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]));
  });

  it('lets go of everything when the connection breaks', async () => {
    const edge = await startEdge();
    const { socket, send, next } = await openAcknowledged(edge);
    for (const id of ['1', '2', '3']) {
      send(subscribe(id, 'subscription { silence }'));
      await next();
    }
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([3, 3]));
    socket.terminate();
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]));
    expect(edge.sockets.openSockets).toBe(0);
  });

  it('runs so many operations at a time; one more is refused, also when others were completed unanswered', async () => {
    const edge = await startEdge({ limits: { operations: 3 } });
    const { send, next } = await openAcknowledged(edge);
    for (const id of ['1', '2', '3']) send(subscribe(id, '{ slow }'));
    // Their answers are not wanted any more, but they still run.
    for (const id of ['1', '2']) send({ id, type: 'complete' });
    send(subscribe('4', '{ hello }'));
    expect(await next()).toMatchObject({ id: '4', type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(edge.signals.slowStarted).toBe(3);
    edge.signals.release();
    expect(await next()).toMatchObject({ id: '3', type: 'next' });
    expect(await next()).toMatchObject({ id: '3', type: 'complete' });
    send(subscribe('5', '{ hello }'));
    expect(await next()).toMatchObject({ id: '5', type: 'next' });
  });

  it('is refused at the handshake with 503 when there are as many as there may be', async () => {
    const edge = await startEdge({ limits: { sockets: 1 } });
    const first = await openAcknowledged(edge);
    const second = new WebSocket(edge.socketUrl, 'graphql-transport-ws');
    const [, response] = await once(second, 'unexpected-response');
    expect(response.statusCode).toBe(503);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    second.on('error', () => undefined);
    second.terminate();
    first.socket.close();
    await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(0));
    await openAcknowledged(edge);
  });

  it('is closed with 1009 when a message is too long', async () => {
    const edge = await startEdge({ limits: { messageBytes: 1_000 } });
    const { send, closed } = await openAcknowledged(edge);
    send(subscribe('1', `{ hello } # ${'x'.repeat(2_000)}`));
    expect(await closed).toBe(1009);
  });

  it('is ended when its client is silent, and kept while it answers pings', async () => {
    const edge = await startEdge({ limits: { pingMs: 1_000 } });
    const answering = await openAcknowledged(edge);
    const silent = new WebSocket(edge.socketUrl, 'graphql-transport-ws', { autoPong: false });
    await once(silent, 'open');
    expect(edge.sockets.openSockets).toBe(2);
    await once(silent, 'close');
    await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(1));
    answering.send(subscribe('1', '{ hello }'));
    expect(await answering.next()).toMatchObject({ type: 'next' });
  });

  it('that is not read makes its source wait, and is ended after a while; others go on', async () => {
    const edge = await startEdge({ limits: { stalledMs: 3_000 } });
    const stalled = await openAcknowledged(edge);
    const other = await openAcknowledged(edge);
    stalled.send(subscribe('1', 'subscription { flood }'));
    stalled.socket.pause();
    await vi.waitFor(() => expect(edge.signals.flooded).toBeGreaterThan(10));
    other.send(subscribe('1', '{ hello }'));
    expect(await other.next()).toMatchObject({ payload: { data: { hello: 'world' } } });
    await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(1));
    expect(edge.subscriptions.count).toBe(0);
    // What fits into the system's buffers, and no more: 64 KiB each.
    expect(edge.signals.flooded).toBeLessThan(1_000);
    expect(edge.logLines).toContainEqual(expect.objectContaining({ msg: 'socket terminated', why: 'did not read' }));
  });

  it('that asks for more than it reads is ended', async () => {
    const edge = await startEdge({ limits: { unsentBytes: 1_000_000 } });
    const { socket, send } = await openAcknowledged(edge);
    socket.pause();
    for (let id = 0; id < 50; id += 1) send(subscribe(String(id), '{ large(characters: 1000000) }'));
    await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(0));
    expect(edge.logLines).toContainEqual(expect.objectContaining({ why: 'left too much unread' }));
  });

  it.each<[string, Partial<SocketLimits>, (socket: WebSocket) => void]>([
    ['pings without reading', { unsentBytes: 100_000, unsentMessages: 1e9 }, (socket) => socket.ping('x'.repeat(125))],
    ['pings without reading, with nothing in them', { unsentMessages: 500 }, (socket) => socket.ping()],
    ['sends ping messages without reading', { unsentMessages: 500 }, (socket) => socket.send('{"type":"ping"}')],
  ])('whose client %s is ended', async (_, limits, ping) => {
    const edge = await startEdge({ limits });
    const { socket } = await openAcknowledged(edge);
    socket.pause();
    // Far more than the system's buffers hold.
    let left = 1_000_000;
    const flood = setInterval(() => {
      for (let count = 0; count < 5_000 && left > 0 && edge.sockets.openSockets > 0; count += 1) {
        left -= 1;
        ping(socket);
      }
    }, 1);
    onTestFinished(() => clearInterval(flood));
    await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(0));
    expect(edge.logLines).toContainEqual(expect.objectContaining({ why: 'left too much unread' }));
  });

  it('whose client reads is kept, however many pings it sends at once', async () => {
    const edge = await startEdge();
    const { socket, send, next } = await openAcknowledged(edge);
    const pongs = 2_000;
    let seen = 0;
    const answered = new Promise<void>((resolve) => {
      socket.on('pong', () => {
        seen += 1;
        if (seen === pongs) resolve();
      });
    });
    for (let count = 0; count < pongs; count += 1) socket.ping();
    await answered;
    send(subscribe('1', '{ hello }'));
    expect(await next()).toMatchObject({ type: 'next' });
  });
});
