import type { GraphQLInputType } from 'graphql';
import type { Choices } from './choices.ts';

interface Variable {
  readonly type: string;
  /** Types of places that may have it, besides its own. */
  readonly also?: readonly string[];
  readonly initial?: string;
  readonly values: readonly unknown[];
}

const FACT = { str: 's', int: 1, list: [{ str: 'in a list', json: { x: [1] } }], color: 'BLUE' };

/** All variables that made documents use. The first value of each is a good one. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  yes: { type: 'Boolean!', values: [true, false] },
  no: { type: 'Boolean!', initial: 'false', values: [false, true] },
  maybe: { type: 'Boolean', initial: 'true', values: [true, false] },
  may: { type: 'Boolean', initial: 'false', values: [false, true] },
  int: { type: 'Int', values: [1, -1, 2 ** 31 - 1] },
  intN: { type: 'Int!', also: ['Int', 'Float', 'Float!'], values: [2, 0] },
  intD: { type: 'Int', also: ['Int!'], initial: '3', values: [4] },
  str: { type: 'String', values: ['text', ''] },
  strN: { type: 'String!', also: ['String'], initial: '"initial"', values: ['other'] },
  id: { type: 'ID', values: ['id', 5] },
  color: { type: 'Color', initial: 'BLUE', values: ['RED', 'GREEN'] },
  json: { type: 'JSON', values: [{ b: 1, a: { c: [] } }, [], 'text', 0] },
  odd: { type: 'Odd', values: ['text', 'object', 'promise'] },
  in: { type: 'In', values: [FACT, { str: '', in: FACT, floats: [[1.5]] }, { str: 'x', floats: 1 }] },
  inN: { type: 'In!', also: ['In'], initial: '{str: "initial", json: {a: 1}}', values: [FACT] },
  ins: { type: '[In!]', values: [[FACT, { str: 'second' }], FACT, []] },
  ids: { type: '[ID]', values: [['a', 5, null], 'one'] },
  floats: { type: '[[Float!]]', values: [[[1, 2.5], null], 1, []] },
  one: { type: 'One', values: [{ a: 1 }, { b: 'x' }] },
};

const WRONG: readonly unknown[] = [
  null,
  'wrong',
  {},
  [[]],
  { a: 1, b: null },
  5.5,
  'throws',
  'undefined',
  { str: null },
];

/** The names of variables that may stand where a value of this type may. */
export function variablesOf(type: GraphQLInputType): readonly string[] {
  const place = String(type);
  return Object.entries(VARIABLES).flatMap(([name, each]) =>
    each.type === place || each.also?.includes(place) ? [name] : [],
  );
}

/** Declares each variable that a text mentions, but for those that it mentions in strings. */
export function declarations(text: string): string {
  const used = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => name));
  return Object.entries(VARIABLES)
    .filter(([name]) => used.has(name))
    .map(([name, { type, initial }]) => `$${name}: ${type}${initial === undefined ? '' : ` = ${initial}`}`)
    .join(', ');
}

/** What a client may send as variables: mostly what is right. */
export function madeVariables(text: string, choices: Choices): Record<string, unknown> | undefined {
  if (choices.oneIn(16)) return undefined;
  const values: Record<string, unknown> = choices.oneIn(8) ? { extra: 1 } : {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    if (!text.includes(`$${name}`)) continue;
    const what = choices.next(16);
    if (what === 15) values[name] = WRONG[choices.next(WRONG.length)];
    else if (what === 14) values[name] = null;
    else if (what < 12 || variable.type.endsWith('!'))
      values[name] = variable.values[choices.next(variable.values.length)];
  }
  return values;
}
