import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Choices } from './choices.ts';
import { variablesOf } from './made-variables.ts';

const LITERALS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Int: ['1', '-7'],
  Float: ['1.5', '2'],
  String: ['"text"', '""', '"""block"""'],
  Boolean: ['true', 'false'],
  ID: ['"id"', '5'],
  Color: ['RED', 'GREEN', 'BLUE', 'PLAIN'],
  JSON: ['1', '{b: 1, a: [$int, {c: $str}]}', '[$json, "x"]', '{__proto__: {a: $in}, x: null}', 'NAME', '"text"'],
  Odd: ['"text"', '"object"', '"promise"', '5'],
  One: ['{a: 1}', '{b: "x"}', '{a: $intN}', '{c: {str: "x"}}'],
};

/** Values for some or all arguments of a field, in brackets; nothing when none is given. */
export function madeArguments(all: readonly GraphQLArgument[], choices: Choices): string {
  const given = all.flatMap(({ name, type, defaultValue }) =>
    (isNonNullType(type) && defaultValue === undefined) || choices.oneIn(2)
      ? [`${name}: ${madeLiteral(type, choices, 0)}`]
      : [],
  );
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function madeLiteral(type: GraphQLInputType, choices: Choices, depth: number): string {
  const variables = variablesOf(type);
  const what = choices.next(6);
  const [variable] = variables.length === 0 ? [] : [variables[choices.next(variables.length)]];
  if (what > 3 && variable !== undefined) return `$${variable}`;
  if (what === 3 && !isNonNullType(type)) return 'null';
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    // One thing stands for a list of it.
    if (choices.oneIn(6) && !isListType(getNullableType(nullable.ofType)))
      return madeLiteral(nullable.ofType, choices, depth + 1);
    const items = Array.from({ length: depth > 3 ? 0 : choices.next(3) }, () =>
      madeLiteral(nullable.ofType, choices, depth + 1),
    );
    return `[${items.join(', ')}]`;
  }
  const named = getNamedType(type);
  const [first, ...others] = LITERALS[named.name] ?? [undefined];
  if (first !== undefined) return choices.of(first, ...others);
  if (!isInputObjectType(named)) return 'null';
  const fields = Object.values(named.getFields()).flatMap((field) =>
    isNonNullType(field.type) || (depth < 2 && choices.oneIn(3))
      ? [`${field.name}: ${madeLiteral(field.type, choices, depth + 1)}`]
      : [],
  );
  return `{${fields.join(', ')}}`;
}
