import { type GraphQLOutputType, getNullableType, isEnumType, isLeafType } from 'graphql';

const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1, -5, '7', true, 2 ** 31 - 1, { valueOf: () => 8 }],
  Float: [1.5, 1e300, '2.5', false, -0],
  String: ['text', '', 5, true, { toString: () => 'told' }, { toJSON: () => 'as JSON' }],
  Boolean: [true, false, 1, 0],
  ID: ['id', 7, { valueOf: () => 'id of an object' }],
  JSON: [{ b: 1, a: [null, { toJSON: 5 }] }, [], 'text', 0, false, Object.fromEntries([['then', 'no function']])],
  Odd: ['text', 'object', 0, 'promise', ''],
};

const BAD: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 40,
  'throws',
  'throws its own',
  'null',
  'undefined',
  'error',
  {},
  [],
  Symbol('s'),
  new Date(0),
  10n ** 30n,
  Object.create(null),
  () => 5,
];

/** A value for a scalar or an enum, good or bad; undefined for other types. */
export function leafValue(type: GraphQLOutputType, byte: number): unknown {
  const nullable = getNullableType(type);
  if (!isLeafType(nullable)) return undefined;
  const good = isEnumType(nullable)
    ? nullable.getValues().map(({ value }) => value)
    : (GOOD[nullable.name] ?? ['text']);
  const values: readonly unknown[] = byte < 230 ? good : BAD;
  return values[byte % values.length];
}
