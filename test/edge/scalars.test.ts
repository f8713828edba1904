import { describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, readDateTime, readJson } from '../../src/graphql/scalars.ts';

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
});
