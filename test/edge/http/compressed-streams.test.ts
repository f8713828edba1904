import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NEWS } from '../../support/edge/edge-schema.ts';
import { openStream } from '../../support/edge/open-stream.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

/** A ping that comes together with what is waited for would hide its end. */
const NEVER = { streamPingMs: 3_600_000 };

const open = (edge: Edge, query: string, accepted: string | undefined) =>
  openStream(edge, query, accepted === undefined ? {} : { 'accept-encoding': accepted });

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
    const edge = await startEdge(NEVER);
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
    // On a busy machine the first comes together with pings, before it and after.
    await until(/data: \{"data":\{"silence":0\}\}\n\n:\n\n:\n\n/);
  });

  it('ends its subscription when its client goes', async () => {
    const edge = await startEdge(NEVER);
    const { until, leave } = await open(edge, SILENCE, encoding);
    await until('data: {"data":{"silence":0}}\n\n');
    expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([1, 1]);
    leave();
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]));
    expect(edge.logLines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('is read no faster than its client reads, and cut off when that has stopped', async () => {
    const edge = await startEdge({ ...NEVER, times: { stalledMs: 3_000 } });
    const { response } = await open(edge, 'subscription { flood }', encoding);
    response.unpipe();
    response.pause();
    await vi.waitFor(() => expect(edge.signals.flooded).toBeGreaterThan(10));
    await vi.waitFor(() => expect(edge.subscriptions.count).toBe(0));
    expect(edge.signals.flooded).toBeLessThan(1_000);
  });

  it('ends in full, without its last event, when the server drains', async () => {
    const edge = await startEdge(NEVER);
    const { response, until } = await open(edge, SILENCE, encoding);
    await until('data: {"data":{"silence":0}}\n\n');
    const ended = once(response, 'end');
    await Promise.all([edge.server.drain(60_000), ended]);
    await expect(until('never')).rejects.toThrow(/^It has ended: (?!.*complete)/s);
  });
});

it('a single result is compressed when it is long, and not when it is short', async () => {
  const edge = await startEdge(NEVER);
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
  const edge = await startEdge(NEVER);
  const streams = await Promise.all(Array.from({ length: 12 }, () => open(edge, FEED, undefined)));
  await Promise.all(streams.map((stream) => stream.until(':\n\n')));
  expect(warnings).not.toContain('MaxListenersExceededWarning');
  for (const stream of streams) stream.leave();
});

it('graphql-sse reads compressed streams, event by event', async () => {
  const edge = await startEdge(NEVER);
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
