import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { isStorableText } from '../parse-input.ts';
import { withoutTrailing } from '../language/trailing.ts';

/** How deep a JSON value may be nested: deeper ones overflow the stack of whoever walks them. */
export const MAX_JSON_DEPTH = 64;

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/**
 * Takes any JSON value that is kept as it is: from variables, where a parser has read its numbers already.
 *
 * @throws {GraphQLError} BAD_USER_INPUT when it is nested too deeply; a text in it holds NUL or a lone surrogate; a key is
 *   `__proto__`; or a number is none that doubles can tell from its neighbours, and so may be another than the one that was sent
 */
export function readJson(value: unknown): unknown {
  checkJson(value, MAX_JSON_DEPTH);
  return value;
}

/**
 * The same for a value in the document, where numbers are still as they were written.
 *
 * @throws {GraphQLError} BAD_USER_INPUT as {@link readJson} does, and for a number with more digits than doubles keep
 */
export function readJsonLiteral(
  node: ValueNode,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): unknown {
  return readNode(node, variables ?? {}, MAX_JSON_DEPTH);
}

/**
 * A JSON value as it goes out.
 *
 * @throws {TypeError} for what JSON has no form for, and would be written as null or not at all
 */
export function writeJson(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no JSON value.`);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`A ${typeof value} is no JSON value.`);
  }
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) writeJson(each);
  return value;
}

function checkJson(value: unknown, depth: number): void {
  if (typeof value === 'string') checkText(value);
  if (typeof value === 'number') checkNumber(value);
  if (typeof value !== 'object' || value === null) return;
  checkDepth(depth);
  for (const [key, each] of Object.entries(value)) {
    checkKey(key);
    checkJson(each, depth - 1);
  }
}

function readNode(node: ValueNode, variables: Readonly<Record<string, unknown>>, depth: number): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.BOOLEAN:
      return node.value;
    case Kind.STRING:
    case Kind.ENUM:
      checkText(node.value);
      return node.value;
    case Kind.INT:
    case Kind.FLOAT: {
      const number = Number(node.value);
      if (decimal(node.value) !== decimal(String(number))) throw badNumber(node.value);
      checkNumber(number);
      return number;
    }
    case Kind.VARIABLE: {
      const value = variables[node.name.value];
      checkJson(value, depth);
      return value;
    }
    case Kind.LIST:
      checkDepth(depth);
      // A variable that was left out is null in a list.
      return node.values.map((each) => readNode(each, variables, depth - 1) ?? null);
    case Kind.OBJECT: {
      checkDepth(depth);
      const entries = node.fields.map(({ name, value }) => {
        checkKey(name.value);
        return [name.value, readNode(value, variables, depth - 1)] as const;
      });
      // And in an object it is as if its field had been left out.
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
  }
}

function checkText(text: string): void {
  if (!isStorableText(text)) throw badInput('JSON takes text without NUL and without lone surrogates.');
}

function checkKey(key: string): void {
  checkText(key);
  // What copies an object by its keys would set its prototype instead.
  if (key === '__proto__') throw badInput('JSON takes no key "__proto__".');
}

function checkDepth(depth: number): void {
  if (depth === 0) throw badInput(`JSON takes values nested up to ${MAX_JSON_DEPTH} levels.`);
}

function checkNumber(number: number): void {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) throw badNumber(number);
}

function badNumber(number: number | string): GraphQLError {
  const told = String(number).slice(0, 40);
  return badInput(`JSON takes numbers that a double holds exactly, which ${told} may not be: send it as a string.`);
}

/** A decimal number by its digits and its power of ten: the same for every way to write it. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = withoutTrailing(digits, '0');
  const power = Number(exponent) - fraction.length + (digits.length - kept.length);
  return kept === '' ? '0' : `${sign}${kept}e${power}`;
}
