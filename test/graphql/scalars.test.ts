import { parseValue } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, readJson, readJsonLiteral, writeJson } from '../../src/graphql/json-value.ts';
import { readDateTime } from '../../src/graphql/scalars.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

describe('DateTime', () => {
  it.each([
    ['2026-11-23T12:00:00Z', '2026-11-23T12:00:00.000Z'],
    ['2026-11-23T12:00Z', '2026-11-23T12:00:00.000Z'],
    ['2026-11-23T12:00:00.5+01:30', '2026-11-23T10:30:00.500Z'],
    ['2024-02-29T23:59:59.123456789-08:00', '2024-03-01T07:59:59.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('takes %s', (text, instant) => {
    expect(readDateTime(text).toISOString()).toBe(instant);
  });

  it.each([
    '2026-11-23',
    '2026-11-23T12:00:00',
    '12:00Z',
    'tomorrow',
    '',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-01T24:00:01Z',
    '2026-01-01T12:61:00Z',
    '2026-01-01T00:00:00+99:00',
    ' 2026-11-23T12:00:00Z',
    '2026-11-23T12:00:00Z\n',
    '+010000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    1_700_000_000_000,
    null,
    true,
    {},
    [],
  ])('refuses %j and says what it takes', (value) => {
    expect(() => readDateTime(value)).toThrow('DateTime takes an instant with its zone');
  });
});

describe('JSON', () => {
  it('takes any value as it is', () => {
    const value = { a: [1, 'two', null, { b: false }], ü: '😀' };
    expect(readJson(value)).toBe(value);
  });

  it('takes values as deep as it says, and none deeper, however deep', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
    const deepest = nested(MAX_JSON_DEPTH);
    expect(readJson(deepest)).toBe(deepest);
    expect(() => readJson(nested(MAX_JSON_DEPTH + 1))).toThrow('nested');
    expect(() => readJson(nested(5_000))).toThrow('nested');
  });

  it.each([{ a: 'x\0' }, { 'a\0': 1 }, ['\ud800'], '\udc00x'])('refuses what cannot be stored: %j', (value) => {
    expect(() => readJson(value)).toThrow('JSON takes text without NUL');
  });

  it.each([
    '1546130668394913822',
    '-9007199254740993',
    '9007199254740992',
    '1e400',
    '-1e400',
    '1e22',
    '[[{"a": 9007199254740993}]]',
    '{"__proto__": 1}',
    '{"a": {"__proto__": {}}}',
  ])('refuses what it would change, of variables: %s', (text) => {
    expect(() => readJson(JSON.parse(text))).toThrow(/JSON takes/);
  });

  it.each([
    '1546130668394913822',
    '9007199254740993',
    '1e400',
    '1e-400',
    '1.00000000000000000001',
    '0.12345678901234567890123',
    '[9007199254740993]',
    '{ a: { b: -1e999 } }',
    '{ __proto__: 1 }',
    '"a\\u0000"',
    `${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}`,
  ])('refuses what it would change, of a document: %s', (text) => {
    expect(() => readJsonLiteral(parseValue(text), {})).toThrow(/JSON takes/);
  });

  it.each<[string, unknown]>([
    ['9007199254740991', 9007199254740991],
    ['-0.1', -0.1],
    ['1.50', 1.5],
    ['150e-2', 1.5],
    ['1E3', 1000],
    ['5e-324', 5e-324],
    ['0.0', 0],
    ['[1, "two", null, true, { three: [] }]', [1, 'two', null, true, { three: [] }]],
    ['{ a: $given, b: $missing, c: [$missing] }', { a: { deep: 1 }, c: [null] }],
  ])('takes %s of a document', (text, value) => {
    expect(readJsonLiteral(parseValue(text), { given: { deep: 1 } })).toEqual(value);
  });

  it.each([[Number.NaN], [{ a: Number.POSITIVE_INFINITY }], [[1n]]])(
    'writes nothing that JSON has no form for',
    (value) => {
      expect(() => writeJson(value)).toThrow(TypeError);
    },
  );
});

/** A document, as JSON, that takes any value as a variable. */
const WITH_METADATA = JSON.stringify('mutation ($m: JSON) { remember(input: { content: "x", metadata: $m }) { id } }');

describe('over the wire', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_ROLE: 'serve' });
  });

  it.each([
    [
      'in the document',
      '{"query": "mutation { remember(input: { content: \\"x\\", metadata: { id: 1546130668394913822 } }) { id } }"}',
    ],
    ['in variables', `{"query": ${WITH_METADATA}, "variables": {"m": {"id": 1546130668394913822}}}`],
    ['as infinity', `{"query": ${WITH_METADATA}, "variables": {"m": {"id": 1e400}}}`],
    ['as a prototype', `{"query": ${WITH_METADATA}, "variables": {"m": {"__proto__": {}}}}`],
  ])('a value that would be changed is BAD_USER_INPUT: %s', async (_, body) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await fetch(`${lex.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
