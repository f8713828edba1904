import { createClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LexError } from '../../src/errors.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';

interface Outcome {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: unknown }[] | undefined;
}

type Run = (edge: Edge, query: string, variables?: Record<string, unknown>) => Promise<Outcome[]>;

const overHttp: Run = async ({ post }, query, variables) => {
  const response = await post({ query, variables });
  const outcome: Outcome = await response.json();
  return [outcome];
};

const overSse: Run = async ({ url }, query, variables = {}) => {
  const client = createClient({ url, retryAttempts: 0 });
  const results: Outcome[] = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  client.dispose();
  return results;
};

const overSocket: Run = async ({ socketUrl }, query, variables = {}) => {
  const client = createSocketClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const results: Outcome[] = [];
  try {
    for await (const result of client.iterate({ query, variables })) results.push(result);
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    results.push({ errors });
  }
  await client.dispose();
  return results;
};

const TRANSPORTS: readonly (readonly [string, Run])[] = [
  ['HTTP', overHttp],
  ['SSE', overSse],
  ['a socket', overSocket],
];

describe.each(TRANSPORTS)('over %s', (_, run) => {
  // Yoga shows stacks in development: nobody's environment may do that here.
  beforeEach(() => {
    vi.stubEnv('NODE_ENV', 'development');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('a LexError keeps its message, code and retryAfterMs', async () => {
    const [result] = await run(await startEdge(), '{ hello notFound overloaded }');
    expect(result).toEqual({
      data: { hello: 'world', notFound: null, overloaded: null },
      errors: [
        expect.objectContaining({
          message: 'There is no such message.',
          path: ['notFound'],
          extensions: { code: 'NOT_FOUND' },
        }),
        expect.objectContaining({
          message: 'Too much at once.',
          extensions: { code: 'OVERLOADED', retryAfterMs: 250 },
        }),
      ],
    });
  });

  it.each(['boom', 'throwsText', 'nullWhereNoneMayBe', 'notAnInteger'])(
    'what goes wrong inside is masked, and logged once under the id that is quoted: %s',
    async (field) => {
      const edge = await startEdge();
      const [result] = await run(edge, `{ ${field} }`);
      const error = result?.errors?.[0];
      expect(error?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
      const requestId = /Quote request ([\w-]+) /.exec(error?.message ?? '')?.[1];
      const logged = edge.logLines.filter(({ msg }) => msg === 'unexpected error');
      expect(logged).toEqual([expect.objectContaining({ requestId, path: field, level: 50 })]);
      expect(JSON.stringify(result)).not.toMatch(/secret|stack|\.ts|node_modules/);
    },
  );

  it.each([
    ['{ strange { getter } }', 'strange.getter'],
    ['{ strange { inner { method } } }', 'strange.inner.method'],
    ['{ brokenList }', 'brokenList'],
    ['{ failsTwice }', 'failsTwice.0'],
    ['{ endless }', 'endless'],
  ])('so is what goes wrong where a result is made: %s', async (query, path) => {
    const edge = await startEdge();
    const [result] = await run(edge, query);
    expect(result?.errors).toHaveLength(1);
    expect(result?.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(edge.logLines.filter(({ level }) => level === 50)).toMatchObject([{ msg: 'unexpected error', path }]);
    expect(JSON.stringify(result)).not.toMatch(/secret|stack|RangeError/);
  });

  it('a syntax error has its place and GRAPHQL_PARSE_FAILED', async () => {
    const [result] = await run(await startEdge(), '{ hello');
    expect(result?.errors).toMatchObject([{ locations: [{ line: 1 }], extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(result?.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
  });

  it('an invalid document names what is wrong, with GRAPHQL_VALIDATION_FAILED', async () => {
    const [result] = await run(await startEdge(), '{ helo }');
    expect(result?.errors).toEqual([
      expect.objectContaining({
        message: 'Cannot query field "helo" on type "Query". Did you mean "hello"?',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    ]);
  });

  it.each([
    ['of the wrong type', 'query ($t: String!) { echo(text: $t) }', { t: 5 }],
    ['missing', 'query ($t: String!) { echo(text: $t) }', {}],
    ['null where the field takes none', 'query ($n: Int = 1) { large(characters: $n) }', { n: null }],
    [
      'of a shape that the input does not have',
      'mutation ($i: [Fact!]!) { rememberMany(input: $i) }',
      { i: [{ a: 1 }] },
    ],
  ])('a variable %s is BAD_USER_INPUT', async (_what, query, variables) => {
    const edge = await startEdge();
    const [result] = await run(edge, query, variables);
    expect(result?.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(edge.logLines.filter(({ level }) => level === 50)).toEqual([]);
  });
});

it.each(['a large number', 'a circle', 'too deep'])(
  'a result that can not be written is a masked 500, logged once: %s',
  async (how) => {
    const edge = await startEdge();
    const response = await edge.post({ query: 'query ($how: String!) { unwritable(how: $how) }', variables: { how } });
    expect(response.status).toBe(500);
    const answer = await response.text();
    expect(answer).toContain('INTERNAL_SERVER_ERROR');
    expect(answer).not.toMatch(/BigInt|circular|RangeError|stack/);
    expect(edge.logLines.filter(({ level }) => level === 50)).toMatchObject([{ msg: 'unexpected error' }]);
    expect(await (await edge.post({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
  },
);

it.each(TRANSPORTS.slice(1))('a result that can not be written harms nobody else over %s', async (_, run) => {
  const edge = await startEdge();
  const results = await run(edge, '{ unwritable(how: "a circle") }').catch(() => 'it ended');
  expect(JSON.stringify(results)).not.toMatch(/circular|stack/);
  expect(await run(edge, '{ hello }')).toEqual([{ data: { hello: 'world' } }]);
});

it('a refused context gives its code, and over HTTP its status', async () => {
  const createContext = (): object => {
    throw new LexError('UNAUTHENTICATED', 'Send a key.');
  };
  const edge = await startEdge({ createContext });
  const response = await edge.post({ query: '{ hello }' });
  expect(response.status).toBe(401);
  const answer = { errors: [{ message: 'Send a key.', extensions: { code: 'UNAUTHENTICATED' } }] };
  expect(await response.json()).toEqual(answer);
  expect(await overSocket(edge, '{ hello }')).toEqual([answer]);
  const mutation = { query: 'mutation { rememberMany(input: []) }' };
  expect(await (await edge.post([mutation, mutation])).json()).toEqual([answer, answer]);
});

it('a context that breaks is a masked 500', async () => {
  const createContext = (): object => {
    throw new Error('the secret detail');
  };
  const { post } = await startEdge({ createContext });
  const response = await post({ query: '{ hello }' });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/secret|stack/);
});

describe.each(TRANSPORTS.slice(1))('a subscription over %s', (_, run) => {
  it('whose source fails after it began ends with a masked error', async () => {
    const edge = await startEdge();
    const results = await run(edge, 'subscription { failsAfterOne }');
    expect(results).toMatchObject([
      { data: { failsAfterOne: 1 } },
      { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    ]);
    expect(JSON.stringify(results)).not.toContain('secret');
    expect(edge.subscriptions.count).toBe(0);
  });

  it('that is ended by a LexError tells its code', async () => {
    const results = await run(await startEdge(), 'subscription { refusedAfterOne }');
    expect(results).toMatchObject([
      { data: { refusedAfterOne: 1 } },
      { errors: [{ message: 'Too slow: subscribe again.', extensions: { code: 'OVERLOADED' } }] },
    ]);
  });

  it('that is refused at once tells why', async () => {
    const [result] = await run(await startEdge(), 'subscription { refused }');
    expect(result?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('gives a fresh request id to each operation', async () => {
    const edge = await startEdge();
    const [one] = await run(edge, '{ requestId }');
    const [other] = await run(edge, '{ requestId }');
    expect(one?.data).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(one?.data).not.toEqual(other?.data);
  });
});
