import { describe, expect, it } from 'vitest';
import { startEdge } from '../../support/edge/start-edge.ts';
import { type Ask, overHttp, overSocket, overSse } from '../../support/edge/ways-to-ask.ts';

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

const nestedFields = (depth: number): string => `${'{ nested '.repeat(depth)}{ name }${' }'.repeat(depth)}`;

/** Each spreads the next one twice, so that the last is spread as often as 2 to the power of `count`. */
const doublingFragments = (count: number, last: string): string =>
  many(
    count,
    (index) => `fragment F${index} on Query { ${index + 1 < count ? `...F${index + 1} ...F${index + 1}` : last} }`,
  );

const hiddenDepth = (index: number): string => `fragment D${index} on Nested { nested { ...D${index + 1} } }`;

const ATTACKS: readonly (readonly [what: string, query: string, limit: string])[] = [
  ['1,000 aliases', `{ ${many(1_000, (index) => `a${index}: hello`)} }`, 'aliases'],
  [
    'aliases in a fragment that is spread',
    `{ ${many(11, (i) => `n${i}: nested { ...A }`)} } fragment A on Nested { ${many(10, (i) => `a${i}: name`)} }`,
    'aliases',
  ],
  ['depth 40 over a type within itself', nestedFields(40), 'depth'],
  [
    'depth that is hidden in fragments',
    `{ nested { ...D0 } } ${many(30, hiddenDepth)} fragment D30 on Nested { name }`,
    'depth',
  ],
  ['500 inline fragments in each other', `{ ${'... { '.repeat(500)} hello ${'} '.repeat(500)} }`, 'nesting'],
  ['1,000 operations', many(1_000, (index) => `query Q${index} { hello }`), 'operations'],
  [
    '300 fragments',
    `{ ${many(300, (i) => `...F${i}`)} } ${many(300, (i) => `fragment F${i} on Query { hello }`)}`,
    'fragments',
  ],
  ['fragments that double a hundred times', `{ ...F0 } ${doublingFragments(100, 'hello')}`, 'selections'],
  ['the same in a circle', `{ ...F0 } ${doublingFragments(100, '...F0')}`, 'selections'],
  ['one field 2,000 times', `{ ${'hello '.repeat(2_000)} }`, 'comparisons'],
  [
    'the same in a fragment that nothing uses',
    `{ hello } fragment U on Query { ${'hello '.repeat(2_000)} }`,
    'comparisons',
  ],
  [
    'the same in fragments of one name',
    `{ ...U } ${many(2, () => `fragment U on Query { ${'hello '.repeat(1_000)} }`)}`,
    'comparisons',
  ],
  ['200 directives', `{ hello ${'@include(if: true) '.repeat(200)} }`, 'directives'],
  ['6,000 tokens', `{ ${'hello '.repeat(6_000)} }`, 'tokens'],
  ['200,000 characters', `{ hello } # ${'x'.repeat(200_000)}`, 'characters'],
  ['lists in lists', `{ wide { wide { wide { wide { wide { name } } } } } }`, 'cost'],
];

describe.each<[string, Ask]>([
  ['HTTP', overHttp],
  ['SSE', overSse],
  ['a socket', overSocket],
])('over %s', (_, ask) => {
  it.each(ATTACKS)('%s: refused, with the limit, what it was and what is allowed', async (_, query, limit) => {
    const edge = await startEdge();
    const answer = await ask(edge, { query });
    expect(answer).toMatchObject({
      errors: [{ extensions: { limit: { name: limit, was: expect.any(Number), allowed: expect.any(Number) } } }],
    });
    expect(answer).not.toHaveProperty('data');
    const [, was, allowed] = /"was":(\d+),"allowed":(\d+)/.exec(JSON.stringify(answer)) ?? [];
    expect(Number(was)).toBeGreaterThan(Number(allowed));
    expect(await ask(edge, { query: '{ hello }' })).toEqual({ data: { hello: 'world' } });
  });
});

it('a batch that costs too much together is answered as far as it may', async () => {
  const { post } = await startEdge();
  const query = '{ wide { wide { wide { wide { name } } } } }';
  const answers = await (await post(Array.from({ length: 10 }, () => ({ query })))).json();
  expect(answers[0]).toHaveProperty('data');
  expect(answers[9]).toMatchObject({ errors: [{ extensions: { limit: { name: 'batchCost', allowed: 100_000 } } }] });
});

it('a batch of too many operations is refused', async () => {
  const { post } = await startEdge();
  const response = await post(Array.from({ length: 11 }, () => ({ query: '{ hello }' })));
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { limit: { name: 'batch', was: 11, allowed: 10 } } }],
  });
});

it('the cost is told to whoever asks', async () => {
  const { post } = await startEdge();
  const body = { query: '{ hello everybodys }', extensions: { cost: true } };
  expect(await (await post(body)).json()).toMatchObject({ extensions: { cost: { was: 2, allowed: 100_000 } } });
  expect(await (await post({ query: '{ hello everybodys }' })).json()).not.toHaveProperty('extensions');
});
