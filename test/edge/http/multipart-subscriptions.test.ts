import { once } from 'node:events';
import { request } from 'node:http';
import { finished } from 'node:stream/promises';
import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { meros as merosOfBrowsers } from 'meros/browser';
import { meros as merosOfNode } from 'meros/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Caller, CredentialEnd } from '../../../src/accounts/viewer.ts';
import { LexError } from '../../../src/errors.ts';
import { callerOf } from '../../support/edge/caller.ts';
import { NEWS } from '../../support/edge/edge-schema.ts';
import { openStream } from '../../support/edge/open-stream.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0';
/** As Apollo Client has it. */
const APOLLO = `${PARTS},application/graphql-response+json,application/json;q=0.9`;
const TICKS = 'subscription { ticks(count: 2) }';
const FEED = 'subscription { feed { text } }';
const SILENCE = 'subscription { silence }';
const NEVER = { streamPingMs: 3_600_000 };

const open = (edge: Edge, query: string, encoding = 'identity') =>
  openStream(edge, query, { accept: APOLLO, 'accept-encoding': encoding });
const part = (body: unknown) => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}\r\n--graphql`;
const result = (data: unknown) => part({ payload: { data } });
const tell = ({ signals }: Edge, text: string) => signals.news.publish(NEWS, { key: text, text });

describe('multipart subscriptions', () => {
  it('are parts with a payload each, and an end', async () => {
    const { response, until } = await open(await startEdge(NEVER), TICKS);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    const all = `\r\n--graphql${result({ ticks: 1 })}${result({ ticks: 2 })}--\r\n`;
    expect(await until('--\r\n')).toBe(all);
    await finished(response);
  });

  it.each([
    ['with its name quoted and in capitals', 'Multipart/Mixed; boundary="-"; SubscriptionSpec="1.0", application/json'],
    ['before an event stream', `${PARTS}, text/event-stream`],
    ['which is wanted most', `text/event-stream;q=0.5, ${PARTS}`],
    ['alone', PARTS],
  ])('are what a client gets that asks for the protocol %s', async (_, accept) => {
    const { post } = await startEdge(NEVER);
    const response = await post({ query: TICKS }, { accept });
    expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    expect(await response.text()).toContain('{"payload":{"data":{"ticks":2}}}\r\n--graphql--');
  });

  it.each([
    ['names no protocol', 'multipart/mixed, application/json'],
    ['names another one', 'multipart/mixed;deferSpec=20220824, application/json'],
    ['names another version', 'multipart/mixed;subscriptionSpec=2.0, application/json'],
    ['does not want it', `${PARTS};q=0, application/json`],
  ])('are nothing for a client that %s', async (_, accept) => {
    const { post } = await startEdge();
    const response = await post({ query: TICKS }, { accept });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await post({ query: '{ hello }' }, { accept })).status).toBe(200);
  });

  it('are refused as other operations are, in the plain form that the client takes', async () => {
    const { post, subscriptions } = await startEdge();
    for (const [query, status, code] of [
      ['subscription { refused }', 200, 'NOT_FOUND'],
      ['subscription { nothing }', 400, 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 400, 'GRAPHQL_PARSE_FAILED'],
    ] as const) {
      const response = await post({ query }, { accept: APOLLO });
      expect(response.headers.get('content-type')).toContain('application/graphql-response+json');
      expect([response.status, await response.json()]).toMatchObject([status, { errors: [{ extensions: { code } }] }]);
    }
    expect(subscriptions.count).toBe(0);
    const alone = await post({ query: '{ nothing }' }, { accept: PARTS });
    expect(await alone.text()).toMatch(/^\r\n--graphql\r\n.*\{"payload":\{"errors":\[.*\]\}\}\r\n--graphql--\r\n$/s);
  });

  it('leave queries and batches in their plain form', async () => {
    const { post } = await startEdge();
    const one = await post({ query: '{ hello }' }, { accept: APOLLO });
    expect(one.headers.get('content-type')).toContain('application/graphql-response+json');
    expect(await one.json()).toEqual({ data: { hello: 'world' } });
    const batch = await post([{ query: '{ hello }' }, { query: TICKS }], { accept: APOLLO });
    expect(await batch.json()).toMatchObject([{ data: { hello: 'world' } }, { errors: [{}] }]);
  });
});

describe.each(['identity', 'gzip', 'br'])('a multipart subscription, %s,', (encoding) => {
  it('gives each event with the boundary that ends it, before the next happens', async () => {
    const edge = await startEdge(NEVER);
    const { response, until } = await open(edge, FEED, encoding);
    expect(response.headers['content-encoding'] ?? 'identity').toBe(encoding);
    let all = await until('\r\n--graphql');
    await vi.waitFor(() => expect(edge.signals.news.subscriptions).toBe(1));
    for (const text of ['one', 'zwei ☂', '\r\n--graphql--\r\n', 'x'.repeat(100_000)]) {
      tell(edge, text);
      const event = result({ feed: { text } });
      all += event;
      expect(await until(event)).toBe(all);
    }
    tell(edge, 'end');
    expect(await until('--\r\n')).toBe(`${all}--\r\n`);
    await finished(response);
  });

  it('has heartbeats while nothing happens', async () => {
    const { until } = await open(await startEdge({ streamPingMs: 20 }), SILENCE, encoding);
    await until(`${part({})}${part({})}`);
  });

  it('ends its subscription when its client goes', async () => {
    const edge = await startEdge(NEVER);
    const { until, leave } = await open(edge, SILENCE, encoding);
    await until(result({ silence: 0 }));
    expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([1, 1]);
    leave();
    await vi.waitFor(() => expect([edge.subscriptions.count, edge.signals.waiting]).toEqual([0, 0]));
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

  it('ends without its closing boundary when the server drains', async () => {
    const edge = await startEdge(NEVER);
    const { response, until } = await open(edge, SILENCE, encoding);
    await until(result({ silence: 0 }));
    const ended = once(response, 'end');
    await Promise.all([edge.server.drain(60_000), ended]);
    await expect(until('never')).rejects.toThrow(/^It has ended: (?!.*--graphql--)/s);
  });
});

/** What Apollo Client tells an app of a subscription, up to its end. */
async function inApollo({ url }: Edge, query: string, onNext: () => void = () => undefined): Promise<unknown[]> {
  const link = new HttpLink({ uri: url });
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  onTestFinished(() => client.stop());
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    client.subscribe({ query: gql(query) }).subscribe({
      next({ data, error }) {
        told.push(error ?? data);
        onNext();
      },
      error(error: unknown) {
        told.push(error);
        resolve();
      },
      complete() {
        told.push('complete');
        resolve();
      },
    });
  });
  return told;
}

describe('Apollo Client’s HttpLink', () => {
  it('gives each event, heartbeats between them or not, and the end', async () => {
    const edge = await startEdge({ streamPingMs: 5 });
    expect(await inApollo(edge, 'subscription { ticks(count: 3) }')).toEqual([
      { ticks: 1 },
      { ticks: 2 },
      { ticks: 3 },
      'complete',
    ]);
  });

  it('gives an event when it comes, though no other follows, and fails when the server drains', async () => {
    const edge = await startEdge(NEVER);
    const told = await inApollo(edge, SILENCE, () => void edge.server.drain(60_000));
    expect(told[0]).toEqual({ silence: 0 });
    expect(told[1]).toMatchObject({ message: 'premature end of multipart body' });
  });

  it('gives the errors of an operation with their codes', async () => {
    const edge = await startEdge(NEVER);
    expect(await inApollo(edge, 'subscription { refused }')).toMatchObject([
      { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
      'complete',
    ]);
    expect(await inApollo(edge, 'subscription { refusedAfterOne }')).toMatchObject([
      { refusedAfterOne: 1 },
      { errors: [{ extensions: { code: 'OVERLOADED' } }] },
      'complete',
    ]);
  });

  it('is told apart from those why the stream can’t go on, when its credential has ended', async () => {
    const ends: ((end: CredentialEnd) => void)[] = [];
    const caller: Caller = {
      ...callerOf('mia'),
      credential: {
        shown: { kind: 'TOKEN' },
        expiresAt: undefined,
        whenEnded(listener) {
          ends.push(listener);
          return () => undefined;
        },
      },
    };
    const edge = await startEdge({ ...NEVER, authenticate: async () => caller });
    const error = new LexError('UNAUTHENTICATED', 'The token has expired.');
    const told = await inApollo(edge, SILENCE, () => {
      for (const end of ends.splice(0)) end({ kind: 'EXPIRED', error });
    });
    expect(told).toMatchObject([
      { silence: 0 },
      { errors: [{ message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } }] },
      'complete',
    ]);
    expect(told[1]).toBeInstanceOf(CombinedProtocolErrors);
  });
});

const PAYLOADS = [{ payload: { data: { ticks: 1 } } }, { payload: { data: { ticks: 2 } } }];

it('meros reads them from a response of fetch', async () => {
  const { post } = await startEdge(NEVER);
  const parts = await merosOfBrowsers<object>(await post({ query: TICKS }, { accept: APOLLO }));
  if (!(Symbol.asyncIterator in parts)) throw new Error('There are no parts.');
  const read: unknown[] = [];
  for await (const { json, body } of parts) read.push(json && body);
  expect(read).toEqual(PAYLOADS);
});

it('meros reads them from a response of Node', async () => {
  const { url } = await startEdge(NEVER);
  const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json', accept: APOLLO } });
  sent.end(JSON.stringify({ query: TICKS }));
  const [response] = await once(sent, 'response');
  const parts = await merosOfNode<object>(response);
  if (!('next' in parts)) throw new Error('There are no parts.');
  const read: unknown[] = [];
  for await (const { json, body } of parts) read.push(json && body);
  expect(read).toEqual(PAYLOADS);
});
