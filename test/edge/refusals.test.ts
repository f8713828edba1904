import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startEdge } from '../support/edge/start-edge.ts';
import { type Ask, byGet, overHttp, overSocket, overSse, type Payload } from '../support/edge/ways-to-ask.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const SEVERAL = 'query A { hello } query B { kind }';
const HELLO = 'query Hello { hello }';

const REFUSED: readonly (readonly [string, Payload, string])[] = [
  ['nothing', {}, 'BAD_USER_INPUT'],
  ['an operationName that the document has none of', { query: SEVERAL, operationName: 'C' }, 'BAD_USER_INPUT'],
  ['an operationName for one without a name', { query: '{ hello }', operationName: 'A' }, 'BAD_USER_INPUT'],
  ['several operations, of which none is named', { query: SEVERAL }, 'BAD_USER_INPUT'],
  ['fragments alone', { query: 'fragment F on Query { hello }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['what is no document', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
  ['a document that is too long', { query: `{ hello } # ${'x'.repeat(131_072)}` }, 'GRAPHQL_PARSE_FAILED'],
  ['a document of too many tokens', { query: `{ ${'hello '.repeat(5_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  ['a field that there is none of', { query: '{ helo }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['an argument that is missing', { query: '{ echo }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a fragment within itself', { query: '{ ...F } fragment F on Query { ...F }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a subscription to two things', { query: 'subscription { silence refused }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a variable that is missing', { query: 'query ($t: String!) { echo(text: $t) }' }, 'BAD_USER_INPUT'],
  [
    'a variable of another type',
    { query: 'query ($t: String!) { echo(text: $t) }', variables: { t: ['x'] } },
    'BAD_USER_INPUT',
  ],
  ['an unknown documentId', { documentId: 'f'.repeat(64) }, 'PERSISTED_QUERY_NOT_FOUND'],
  [
    'an unknown hash',
    { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('{ kind }') } } },
    'PERSISTED_QUERY_NOT_FOUND',
  ],
  [
    'a text with the hash of another',
    { query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: sha256('{ kind }') } } },
    'BAD_USER_INPUT',
  ],
];

const WAYS: readonly (readonly [string, Ask])[] = [
  ['HTTP', overHttp],
  ['HTTP with GET', byGet],
  ['SSE', overSse],
  ['a socket', overSocket],
];

describe.each(WAYS)('over %s', (way, ask) => {
  // What is in an address is shorter than the longest document.
  const refused = REFUSED.filter(([what]) => way !== 'HTTP with GET' || !/too (long|many)|two things/.test(what));

  it.each(refused)('%s is refused, with its code and nothing in the log', async (_, payload, code) => {
    const edge = await startEdge();
    const answer = await ask(edge, payload);
    expect(answer).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code } }] });
    expect(answer).not.toHaveProperty('data');
    expect(JSON.stringify(answer)).not.toMatch(/stack|"http"|node_modules/);
    expect(edge.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    expect(await ask(edge, { query: SEVERAL, operationName: 'B' })).toEqual({ data: { kind: 'query' } });
  });

  it('only persisted documents are taken where they alone may be', async () => {
    const edge = await startEdge({ documents: new Map([[sha256(HELLO), HELLO]]), persistedOnly: true });
    expect(await ask(edge, { documentId: sha256(HELLO) })).toEqual({ data: { hello: 'world' } });
    expect(await ask(edge, { documentId: sha256(HELLO), operationName: 'Hello' })).toEqual({
      data: { hello: 'world' },
    });
    expect(await ask(edge, { documentId: sha256(HELLO), operationName: 'Other' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await ask(edge, { query: '{ hello }' })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }],
    });
  });
});

describe('a batch', () => {
  it('may ask for no stream, and is then answered as one result', async () => {
    const { post } = await startEdge();
    const response = await post([{ query: '{ hello }' }, { query: '{ helo }' }], { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject([
      { data: { hello: 'world' } },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });

  it('holds no subscription, also for clients that take streams', async () => {
    const { post, subscriptions } = await startEdge();
    const response = await post([{ query: 'subscription { silence }' }, { query: '{ hello }' }], { accept: '*/*' });
    expect(await response.json()).toMatchObject([
      { errors: [{ message: "A subscription can't be in a batch." }] },
      { data: { hello: 'world' } },
    ]);
    expect(subscriptions.count).toBe(0);
  });
});
