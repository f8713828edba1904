import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

interface Opened {
  readonly socket: WebSocket;
  send(message: object): void;
}

/** Opens a socket and subscribes to these operations, by their ids. */
async function openSocket(url: string, operations: Readonly<Record<string, object>>): Promise<Opened> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await once(socket, 'message');
  for (const [id, payload] of Object.entries(operations)) send({ id, type: 'subscribe', payload });
  return { socket, send };
}

/** Subscribes over SSE; resolves once the answer has begun. */
async function openStream(url: string, payload: object): Promise<AbortController> {
  const client = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(payload),
    signal: client.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  return client;
}

describe('when a subscription ends, its signal has aborted and nothing of it is left', () => {
  const SILENCE = { query: 'subscription { silence }' };
  const twoSilences = { one: SILENCE, two: SILENCE };
  const waiting = (edge: Edge) =>
    vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([2, 2]));

  it.each<[string, (edge: Edge) => Promise<void>]>([
    [
      'a socket’s client completes it',
      async (edge) => {
        const { send } = await openSocket(edge.socketUrl, twoSilences);
        await waiting(edge);
        for (const id of Object.keys(twoSilences)) send({ id, type: 'complete' });
      },
    ],
    [
      'a socket’s client completes it before it has begun',
      async (edge) => {
        const { send } = await openSocket(edge.socketUrl, twoSilences);
        for (const id of Object.keys(twoSilences)) send({ id, type: 'complete' });
        send({ id: 'last', type: 'subscribe', payload: { query: '{ hello }' } });
        await vi.waitFor(() => expect(edge.logLines.filter(({ msg }) => msg === 'socket operation')).toHaveLength(3));
      },
    ],
    [
      'a socket closes',
      async (edge) => {
        const { socket } = await openSocket(edge.socketUrl, twoSilences);
        await waiting(edge);
        socket.close();
      },
    ],
    [
      'a socket breaks',
      async (edge) => {
        const { socket } = await openSocket(edge.socketUrl, twoSilences);
        await waiting(edge);
        socket.terminate();
      },
    ],
    [
      'a socket’s client has stopped to read',
      async (edge) => {
        const { socket } = await openSocket(edge.socketUrl, {
          flood: { query: 'subscription { flood }' },
          ...twoSilences,
        });
        socket.pause();
        await vi.waitFor(() => expect(edge.signals.flooded).toBeGreaterThan(10));
      },
    ],
    [
      'an SSE client goes',
      async (edge) => {
        const clients = await Promise.all([openStream(edge.url, SILENCE), openStream(edge.url, SILENCE)]);
        await waiting(edge);
        for (const client of clients) client.abort();
      },
    ],
    [
      'the server closes',
      async (edge) => {
        await openSocket(edge.socketUrl, { one: SILENCE });
        await openStream(edge.url, SILENCE);
        await waiting(edge);
        await edge.server.drain(10_000);
      },
    ],
    [
      'its source ends',
      async (edge) => {
        await openSocket(edge.socketUrl, { one: { query: 'subscription { ticks(count: 2) }' } });
        await openStream(edge.url, { query: 'subscription { ticks(count: 2) }' });
      },
    ],
    [
      'its source fails',
      async (edge) => {
        await openSocket(edge.socketUrl, { one: { query: 'subscription { failsAfterOne }' } });
        await openStream(edge.url, { query: 'subscription { refusedAfterOne }' });
      },
    ],
    [
      'it is refused',
      async (edge) => {
        await openSocket(edge.socketUrl, { one: { query: 'subscription { refused }' } });
        await openStream(edge.url, { query: 'subscription { refused }' });
      },
    ],
  ])('as %s', async (_, end) => {
    const signals: AbortSignal[] = [];
    const edge = await startEdge({
      limits: { stalledMs: 3_000 },
      createContext(request) {
        signals.push(request.signal);
        return request;
      },
    });
    await end(edge);
    await vi.waitFor(() => {
      expect(signals.length).toBeGreaterThanOrEqual(2);
      expect(signals.filter(({ aborted }) => !aborted)).toEqual([]);
      expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]);
    });
  });
});

describe('the subscriptions of the API stop listening', () => {
  const subscribed = vi.spyOn(LocalEventBus.prototype, 'subscribe');
  afterAll(() => subscribed.mockRestore());
  const listening = (): number => {
    const buses = subscribed.mock.contexts.filter((each) => each instanceof LocalEventBus);
    return [...new Set(buses)].reduce((sum, { subscriptions }) => sum + subscriptions, 0);
  };

  let lex: TestServer;
  let ofApi: Record<string, object>;
  beforeAll(async () => {
    // Its jobs don't run, and so the reply and its job never end.
    lex = await startTestServer({ LEX_ROLE: 'serve' });
    type Sent = { chat: Record<'conversation' | 'reply' | 'job', { id: string }> };
    const { data } = await lex.client.answer<Sent>(
      'mutation { chat(input: { message: "hello" }) { conversation { id } reply { id } job { id } } }',
    );
    const of = (id: string | undefined, query: string) => ({ query, variables: { id } });
    ofApi = {
      reply: of(data?.chat.reply.id, 'subscription ($id: ID!) { replyStream(messageId: $id) { kind } }'),
      job: of(data?.chat.job.id, 'subscription ($id: ID!) { jobProgress(id: $id) { state } }'),
      jobs: { query: 'subscription { jobUpdated { state } }' },
      list: { query: 'subscription { conversationsChanged { kind } }' },
      messages: of(data?.chat.conversation.id, 'subscription ($id: ID!) { conversationUpdated(id: $id) { state } }'),
    };
  });

  it.each<[string, (socket: Opened) => void]>([
    ['complete', ({ send }) => Object.keys(ofApi).map((id) => send({ id, type: 'complete' }))],
    ['close', ({ socket }) => socket.close()],
    ['break', ({ socket }) => socket.terminate()],
  ])('when a socket’s clients %s', async (_, end) => {
    const before = listening();
    const opened = await openSocket(`${lex.url.replace('http', 'ws')}/graphql`, ofApi);
    await vi.waitFor(() => expect(listening()).toBe(before + 5));
    end(opened);
    await vi.waitFor(() => expect(listening()).toBe(before));
  });

  it('when an SSE client goes', async () => {
    const before = listening();
    const clients = await Promise.all(Object.values(ofApi).map((payload) => openStream(`${lex.url}/graphql`, payload)));
    await vi.waitFor(() => expect(listening()).toBe(before + 5));
    for (const client of clients) client.abort();
    await vi.waitFor(() => expect(listening()).toBe(before));
  });

  it('and that of the status ends with its signal', async () => {
    const watch = vi.spyOn(lex.server.app.status, 'watch');
    const client = await openStream(`${lex.url}/graphql`, { query: 'subscription { statusChanged { state } }' });
    const [signal] = watch.mock.calls[0] ?? [];
    expect(signal?.aborted).toBe(false);
    client.abort();
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });
});
