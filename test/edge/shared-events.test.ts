import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { SocketLimits } from '../../src/edge/limits/socket-limits.ts';
import { LexError } from '../../src/errors.ts';
import { openAcknowledged, subscribe } from '../support/clients/raw-socket.ts';
import { callerOf } from '../support/edge/caller.ts';
import { NEWS } from '../support/edge/edge-schema.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';

type Raw = Awaited<ReturnType<typeof openAcknowledged>>;

/** An edge that knows callers by the name in `connection_init`. */
const startForMany = (limits: Partial<SocketLimits> = {}) =>
  startEdge({
    limits,
    authenticate: async (shown) => {
      const name = shown.transport === 'socket' ? shown.payload?.['who'] : shown.headers['authorization'];
      if (typeof name !== 'string') throw new LexError('UNAUTHENTICATED', 'Say who you are.');
      return callerOf(name);
    },
  });

/** Opens a socket for each name, and subscribes on each; resolves when all are listened for. */
async function subscribeAll(edge: Edge, names: readonly string[], query: string, more?: object): Promise<Raw[]> {
  const before = edge.subscriptions.count;
  const sockets = await Promise.all(names.map((who) => openAcknowledged(edge, { who })));
  for (const [index, { send }] of sockets.entries()) send(subscribe(`id-${index}`, query, more));
  await vi.waitFor(() => expect(edge.subscriptions.count).toBe(before + names.length));
  await vi.waitFor(() => expect(edge.signals.news.subscriptions).toBeGreaterThan(0));
  return sockets;
}

const payload = z.object({ payload: z.object({ data: z.record(z.string(), z.object({ text: z.string() })) }) });
const textOf = (message: unknown, field: string): string => payload.parse(message).payload.data[field]?.text ?? '';
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const tell = ({ signals }: Edge, text: string, key = text): void => signals.news.publish(NEWS, { key, text });

describe.each(['feed', 'letters'])('what comes of an event of %s', (field) => {
  const query = `subscription { ${field} { text reader } }`;
  const result = (text: string, reader: string) => ({ data: { [field]: { text, reader } } });
  /** Resolves when so many subscriptions, of so many audiences, have a source: one for each, or one for all. */
  const heard = (edge: Edge, subscriptions: number, audiences = 1) =>
    vi.waitFor(() => expect(edge.signals.news.subscriptions).toBe(field === 'feed' ? audiences : subscriptions));

  it('is worked out once for the same subscriptions of one viewer, on sockets and as an event stream', async () => {
    const edge = await startForMany();
    const sockets = await subscribeAll(edge, times(20, 'mia'), query);
    const client = new AbortController();
    const stream = await fetch(edge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'mia' },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(21));
    await heard(edge, 21);
    tell(edge, 'hello ☂');
    for (const [index, { next }] of sockets.entries()) {
      expect(await next()).toEqual({ id: `id-${index}`, type: 'next', payload: result('hello ☂', 'mia') });
    }
    let streamed = '';
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!streamed.includes('data')) streamed += (await reader?.read())?.value ?? '';
    expect(streamed).toContain(`event: next\ndata: ${JSON.stringify(result('hello ☂', 'mia'))}\n\n`);
    client.abort();
    expect(edge.signals.textsRead).toBe(1);
    expect(edge.signals.listened).toEqual({ began: 1, ended: 0 });
  });

  it('is each viewer’s own', async () => {
    const edge = await startForMany();
    const names = ['mia', 'bo', 'mia', 'bo', 'mia'];
    const sockets = await subscribeAll(edge, names, query);
    await heard(edge, names.length, 2);
    tell(edge, 'hello');
    for (const [index, { next }] of sockets.entries()) {
      expect(await next()).toMatchObject({ payload: result('hello', names[index] ?? '') });
    }
    expect(edge.signals.textsRead).toBe(2);
  });

  it('is worked out for each document and each set of variables', async () => {
    const edge = await startForMany();
    const declared = `subscription ($of: String) { ${field}(of: $of) { text } }`;
    await subscribeAll(edge, ['mia'], query);
    await subscribeAll(edge, ['mia'], `# The same, with a comment\n${query}`);
    for (const variables of [{}, { of: null }, { of: 'a' }, { of: 'b' }, { of: 'b', other: 1 }]) {
      await subscribeAll(edge, ['mia'], declared, { variables });
    }
    await heard(edge, 7, 6);
    const [last] = await subscribeAll(edge, ['mia'], declared, { variables: { of: 'c' } });
    await heard(edge, 8, 7);
    tell(edge, 'hello');
    expect(await last?.next()).toMatchObject({ payload: { data: { [field]: { text: 'hello' } } } });
    // Variables that the operation doesn't declare mean nothing.
    await vi.waitFor(() => expect(edge.signals.textsRead).toBe(7));
  });

  it('comes to each in order, and to one that comes later from then on', async () => {
    const edge = await startForMany();
    const sockets = await subscribeAll(edge, times(5, 'mia'), query);
    await heard(edge, 5);
    const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);
    for (const text of texts) tell(edge, text);
    for (const { next } of sockets) {
      for (const text of texts) expect(await next()).toMatchObject({ payload: result(text, 'mia') });
    }
    const [late] = await subscribeAll(edge, ['mia'], query);
    await heard(edge, 6);
    tell(edge, 'last');
    for (const { next } of [...sockets, ...(late ? [late] : [])]) {
      expect(await next()).toMatchObject({ payload: result('last', 'mia') });
    }
    expect(edge.signals.textsRead).toBe(101);
  });

  it('comes to the others while one does not read, which is ended', async () => {
    const edge = await startForMany({ stalledMs: 3_000 });
    const sockets = await subscribeAll(edge, times(3, 'mia'), query);
    await heard(edge, 3);
    const [slow, ...others] = sockets;
    slow?.socket.pause();
    // More than the system's buffers hold.
    for (let index = 0; index < 200; index += 1) {
      tell(edge, `${index} ${'x'.repeat(100_000)}`, String(index));
      const said = (text: unknown) => String(text).split(' ', 1)[0];
      for (const { next } of others) expect(said(textOf(await next(), field))).toBe(String(index));
    }
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(2));
    expect(edge.logLines).toContainEqual(expect.objectContaining({ msg: 'socket terminated', why: 'did not read' }));
    tell(edge, 'last');
    for (const { next } of others) expect(await next()).toMatchObject({ payload: result('last', 'mia') });
  });

  it('does not come any more to one that has completed', async () => {
    const edge = await startForMany();
    const [leaver, stayer] = await subscribeAll(edge, ['mia', 'mia'], query);
    await heard(edge, 2);
    leaver?.send({ id: 'id-0', type: 'complete' });
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(1));
    tell(edge, 'hello');
    expect(await stayer?.next()).toMatchObject({ payload: result('hello', 'mia') });
    leaver?.send(subscribe('after', '{ hello }'));
    expect(await leaver?.next()).toMatchObject({ id: 'after', payload: { data: { hello: 'world' } } });
  });

  it('comes as an error to each, which quotes a request of its own; the log has all of them', async () => {
    const edge = await startForMany();
    const failing = `subscription { ${field} { text fails } }`;
    const sockets = await subscribeAll(edge, times(3, 'mia'), failing);
    await heard(edge, 3);
    tell(edge, 'hello');
    const quoted = new Set<unknown>();
    for (const { next } of sockets) {
      const message = await next();
      expect(message).toMatchObject({
        payload: {
          data: { [field]: { text: 'hello', fails: null } },
          errors: [{ path: [field, 'fails'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
        },
      });
      expect(JSON.stringify(message)).not.toMatch(/secret|stack/);
      quoted.add(/request ([\w-]+)/.exec(JSON.stringify(message))?.[1]);
    }
    const logged = edge.logLines.filter(({ msg }) => msg === 'unexpected error').map(({ requestId }) => requestId);
    expect(new Set(logged)).toEqual(quoted);
    expect(quoted.size).toBe(3);
    tell(edge, 'again');
    for (const { next } of sockets) expect(textOf(await next(), field)).toBe('again');
  });

  it('ends for all when the source ends or breaks, and can be begun again', async () => {
    const edge = await startForMany();
    for (const [text, last] of [
      ['end', { type: 'complete' }],
      ['break', { type: 'next', payload: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } }],
      ['end', { type: 'complete' }],
    ] as const) {
      const sockets = await subscribeAll(edge, times(3, 'mia'), query);
      await heard(edge, 3);
      tell(edge, 'hello');
      for (const { next } of sockets) expect(await next()).toMatchObject({ payload: result('hello', 'mia') });
      tell(edge, text);
      for (const { next } of sockets) expect(await next()).toMatchObject(last);
      await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.news.subscriptions]).toEqual([0, 0]));
    }
  });

  it('is refused to all, when it is to be refused', async () => {
    const edge = await startForMany();
    const sockets = await Promise.all(times(3, 'mia').map((who) => openAcknowledged(edge, { who })));
    for (const { send } of sockets) send(subscribe('1', `subscription { ${field}(of: "nobody") { text } }`));
    for (const { next } of sockets) {
      expect(await next()).toMatchObject({ payload: { errors: [{ extensions: { code: 'NOT_FOUND' } }] } });
    }
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(0));
  });

  it('is listened for once in the process, until the last has left', async () => {
    const edge = await startForMany();
    const sockets = await subscribeAll(edge, times(3, 'mia'), query);
    await heard(edge, 3);
    const [one, ...others] = sockets;
    one?.socket.terminate();
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(2));
    expect(edge.signals.listened).toEqual({ began: 1, ended: 0 });
    others[0]?.send({ id: 'id-1', type: 'complete' });
    others[1]?.socket.close();
    await vi.waitFor(() => expect(edge.signals.listened).toEqual({ began: 1, ended: 1 }));
    expect([edge.subscriptions.count, edge.signals.news.subscriptions]).toEqual([0, 0]);
    const [again] = await subscribeAll(edge, ['mia'], query);
    tell(edge, 'hello');
    expect(await again?.next()).toMatchObject({ payload: result('hello', 'mia') });
    expect(edge.signals.listened).toEqual({ began: 2, ended: 1 });
  });
});

it('a slow subscriber of a shared source gets the newest of each key, the others everything', async () => {
  const edge = await startForMany({ stalledMs: 60_000 });
  const [slow, quick] = await subscribeAll(edge, ['mia', 'mia'], 'subscription { feed { text } }');
  slow?.socket.pause();
  const filling = 'x'.repeat(100_000);
  for (let index = 0; index < 200; index += 1) {
    tell(edge, `${index} ${filling}`, 'progress');
    await quick?.next();
  }
  tell(edge, 'the end', 'ended');
  expect(textOf((await quick?.next()) ?? {}, 'feed')).toBe('the end');
  slow?.socket.resume();
  const seen: number[] = [];
  for (let text = ''; text !== 'the end'; ) {
    text = textOf((await slow?.next()) ?? {}, 'feed');
    if (text !== 'the end') seen.push(Number.parseInt(text, 10));
  }
  expect(seen.length).toBeLessThan(200);
  expect(seen.at(-1)).toBe(199);
  expect(seen).toEqual([...seen].sort((one, other) => one - other));
});
