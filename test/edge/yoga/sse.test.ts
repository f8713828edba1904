import { connect } from 'node:net';
import { createClient } from 'graphql-sse';
import { describe, expect, it, vi } from 'vitest';
import { startEdge } from '../../support/edge/start-edge.ts';

const stream = (url: string, query: string, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });

describe('SSE', () => {
  it('sends each result as an event, and ends', async () => {
    const { url } = await startEdge();
    const response = await stream(url, 'subscription { ticks(count: 2) }');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const events = (await response.text()).split('\n').filter((line) => line && line !== ':');
    expect(events).toEqual([
      'event: next',
      'data: {"data":{"ticks":1}}',
      'event: next',
      'data: {"data":{"ticks":2}}',
      'event: complete',
      'data:',
    ]);
  });

  it('serves graphql-sse clients, several at a time', async () => {
    const { url, subscriptions } = await startEdge();
    const client = createClient({ url });
    const collect = async (): Promise<unknown[]> => {
      const results: unknown[] = [];
      for await (const { data } of client.iterate({ query: 'subscription { ticks(count: 3) }' })) results.push(data);
      return results;
    };
    const all = await Promise.all(Array.from({ length: 20 }, collect));
    expect(all).toEqual(Array.from({ length: 20 }, () => [{ ticks: 1 }, { ticks: 2 }, { ticks: 3 }]));
    client.dispose();
    expect(subscriptions.count).toBe(0);
  });

  it('serves a stream to a GET', async () => {
    const { url } = await startEdge();
    const search = new URLSearchParams({ query: 'subscription { ticks(count: 1) }' });
    const response = await fetch(`${url}?${search}`, {
      headers: { accept: 'text/event-stream', 'x-lex-preflight': '1' },
    });
    expect(await response.text()).toContain('data: {"data":{"ticks":1}}');
  });

  it('is what curl gets for a subscription without an Accept of its own', async () => {
    const { post } = await startEdge();
    const response = await post({ query: 'subscription { ticks(count: 1) }' }, { accept: '*/*' });
    expect(await response.text()).toContain('event: next');
  });

  it('is needed for a subscription over HTTP: others get 406, and nothing stays open', async () => {
    const { post, subscriptions, signals } = await startEdge();
    const response = await post({ query: 'subscription { silence }' }, { accept: 'application/json' });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect([subscriptions.count, signals.waiting]).toEqual([0, 0]);
  });

  it('sends pings while nothing happens', async () => {
    const { url } = await startEdge();
    const aborter = new AbortController();
    const response = await stream(url, 'subscription { silence }', aborter.signal);
    let received = '';
    const reader = response.body?.getReader();
    while (!/data: .*\n\n:\n\n/.test(received)) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) break;
      received += Buffer.from(chunk.value).toString();
    }
    aborter.abort();
    expect(received).toMatch(/data: \{"data":\{"silence":0\}\}\n\n:\n\n/);
  });

  it('lets go of its source at once when the client leaves, though the source waits', async () => {
    const { url, signals, subscriptions } = await startEdge();
    const aborter = new AbortController();
    const response = await stream(url, 'subscription { silence }', aborter.signal);
    await response.body?.getReader().read();
    await vi.waitFor(() => expect([subscriptions.count, signals.waiting]).toEqual([1, 1]));
    aborter.abort();
    await vi.waitFor(() => expect([subscriptions.count, signals.waiting]).toEqual([0, 0]));
  });

  it('reads no faster than its client, and ends the connection of one that stopped reading', async () => {
    const { port, signals, subscriptions, post } = await startEdge({ times: { stalledMs: 3_000 } });
    const body = JSON.stringify({ query: 'subscription { flood }' });
    const client = connect(port, '127.0.0.1');
    client.on('error', () => undefined);
    client.pause();
    client.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(signals.flooded).toBeGreaterThan(10));
    // What fits into the system's buffers, and no more: 64 KiB each.
    await vi.waitFor(() => expect(subscriptions.count).toBe(0));
    expect(signals.flooded).toBeLessThan(1_000);
    expect(await (await post({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
    client.destroy();
  });
});
