import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NEWS } from '../../support/edge/edge-schema.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

const READERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  identity: () => new PassThrough(),
};

interface Opened {
  readonly response: IncomingMessage;
  /** Resolves when the text has been received that ends with this, however much comes with it. */
  until(end: string): Promise<string>;
  leave(): void;
}

/** Asks for an event stream, and reads what has come of it as each piece of it comes. */
async function open(edge: Edge, query: string, accepted: string | undefined): Promise<Opened> {
  const sent = request(edge.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(accepted !== undefined && { 'accept-encoding': accepted }),
    },
  });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ query }));
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error('There is no response.');
  const { 'content-encoding': encoding = 'identity' } = response.headers;
  const reader = READERS[encoding]?.();
  if (!reader) throw new Error(`Nobody reads ${encoding}.`);
  response.on('error', () => undefined);
  const chunks = response.pipe(reader).setEncoding('utf8')[Symbol.asyncIterator]();
  let received = '';
  return {
    response,
    async until(end) {
      while (!received.endsWith(end)) {
        const { value, done } = await chunks.next();
        if (done) throw new Error(`It has ended: ${received}`);
        received += value;
      }
      return received;
    },
    leave: () => sent.destroy(),
  };
}

const FEED = 'subscription { feed { text } }';
const SILENCE = 'subscription { silence }';
const event = (text: string) => `event: next\ndata: ${JSON.stringify({ data: { feed: { text } } })}\n\n`;
const tell = ({ signals }: Edge, text: string) => signals.news.publish(NEWS, { key: text, text });

describe.each([
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['gzip', 'br, gzip'],
  ['gzip', 'gzip, deflate, br, zstd'],
  ['gzip', 'br;q=0.5, gzip;q=0.9'],
  ['br', 'gzip;q=0.8, br;q=1.0'],
  ['br', 'br'],
  ['br', 'gzip;q=0, br'],
  ['identity', ''],
  ['identity', 'identity'],
  ['identity', 'zstd, deflate'],
  ['identity', 'gzip;q=0, br;q=0'],
])('an event stream is %s for a client that takes %j', (encoding, accepted) => {
  it('and each event arrives before the next happens, up to the last', async () => {
    const edge = await startEdge({ streamPingMs: 60_000 });
    const { response, until } = await open(edge, FEED, accepted);
    expect(response.headers['content-encoding'] ?? 'identity').toBe(encoding);
    expect(response.headers['vary']).toContain('Accept-Encoding');
    let all = await until(':\n\n');
    await vi.waitFor(() => expect(edge.signals.news.subscriptions).toBe(1));
    for (const text of ['one', 'zwei ☂', 'x'.repeat(100_000), 'four']) {
      tell(edge, text);
      all += event(text);
      expect(await until(event(text))).toBe(all);
    }
    tell(edge, 'end');
    expect(await until('event: complete\ndata:\n\n')).toBe(`${all}event: complete\ndata:\n\n`);
    await finished(response);
  });
});

describe.each(['identity', 'gzip', 'br'])('an event stream, %s,', (encoding) => {
  it('has pings while nothing happens', async () => {
    const { until } = await open(await startEdge({ streamPingMs: 20 }), SILENCE, encoding);
    await until('data: {"data":{"silence":0}}\n\n');
    await until('\n\n:\n\n:\n\n');
  });

  it('ends its subscription when its client goes', async () => {
    const edge = await startEdge();
    const { until, leave } = await open(edge, SILENCE, encoding);
    await until('data: {"data":{"silence":0}}\n\n');
    expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([1, 1]);
    leave();
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]));
    expect(edge.logLines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('is read no faster than its client reads, and cut off when that has stopped', async () => {
    const edge = await startEdge({ times: { stalledMs: 3_000 } });
    const { response } = await open(edge, 'subscription { flood }', encoding);
    response.unpipe();
    response.pause();
    await vi.waitFor(() => expect(edge.signals.flooded).toBeGreaterThan(10));
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(0));
    expect(edge.signals.flooded).toBeLessThan(1_000);
  });

  it('ends in full, without its last event, when the server drains', async () => {
    const edge = await startEdge();
    const { response, until } = await open(edge, SILENCE, encoding);
    await until('data: {"data":{"silence":0}}\n\n');
    const ended = once(response, 'end');
    await Promise.all([edge.server.drain(60_000), ended]);
    await expect(until('never')).rejects.toThrow(/^It has ended: (?!.*complete)/s);
  });
});

it('a single result is compressed when it is long, and not when it is short', async () => {
  const edge = await startEdge();
  const long = await open(edge, '{ large(characters: 5000) }', 'gzip');
  expect(long.response.headers['content-encoding']).toBe('gzip');
  expect(await long.until('event: complete\ndata:\n\n')).toContain('x'.repeat(5_000));
  const short = await open(edge, '{ hello }', 'gzip');
  expect(short.response.headers['content-encoding']).toBeUndefined();
  expect(await short.until('event: complete\ndata:\n\n')).toContain('world');
});

it('a server of many streams is not taken for one that leaks listeners', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const edge = await startEdge();
  const streams = await Promise.all(Array.from({ length: 12 }, () => open(edge, FEED, undefined)));
  await Promise.all(streams.map((stream) => stream.until(':\n\n')));
  expect(warnings).not.toContain('MaxListenersExceededWarning');
  for (const stream of streams) stream.leave();
});

it('graphql-sse reads compressed streams, event by event', async () => {
  const edge = await startEdge();
  const encodings: unknown[] = [];
  const client = createClient({
    url: edge.url,
    fetchFn: async (...given: Parameters<typeof fetch>) => {
      const response = await fetch(...given);
      encodings.push(response.headers.get('content-encoding'));
      return response;
    },
  });
  const events = client.iterate({ query: FEED });
  for (const text of ['one', 'two', 'three']) {
    const next = events.next();
    await vi.waitFor(() => expect(edge.signals.news.subscriptions).toBe(1));
    tell(edge, text);
    expect(await next).toEqual({ done: false, value: { data: { feed: { text } } } });
  }
  expect(encodings).toEqual(['gzip']);
  client.dispose();
  await vi.waitFor(() => expect(edge.subscriptions.count).toBe(0));
});
