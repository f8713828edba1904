import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { withoutTrailing } from '../language/trailing.ts';
import { isStorableText } from '../parse-input.ts';

/** How deep a JSON value may be nested: what walks deeper ones would overflow its stack. */
export const MAX_JSON_DEPTH = 64;

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/**
 * Takes any JSON value that can be stored unchanged, from variables. A parser has read its numbers already, so a number
 * that a double can't tell from its neighbours may be another than the one that was sent.
 *
 * @throws {GraphQLError} BAD_USER_INPUT when the value is nested too deeply, a text in it holds NUL or a lone
 *   surrogate, a key is `__proto__`, or a number is such a one
 */
export function readJson(value: unknown): unknown {
  checkJson(value, MAX_JSON_DEPTH);
  return value;
}

/**
 * Does the same for a value in the document, where numbers stand as they were written.
 *
 * @throws {GraphQLError} BAD_USER_INPUT as {@link readJson} does, and for a number with more digits than a double holds
 */
export function readJsonLiteral(
  node: ValueNode,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): unknown {
  return readNode(node, variables ?? {}, MAX_JSON_DEPTH);
}

/**
 * Checks a JSON value that goes out.
 *
 * @throws {TypeError} for a value that JSON has no form for: it would be written as null, or not at all
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
      // In an object, its field is left out.
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
  }
}

function checkText(text: string): void {
  if (!isStorableText(text)) throw badInput('JSON takes text without NUL and without lone surrogates.');
}

function checkKey(key: string): void {
  checkText(key);
  // Code that copies an object key by key would set the copy's prototype instead.
  if (key === '__proto__') throw badInput('JSON takes no key "__proto__".');
}

function checkDepth(depth: number): void {
  if (depth === 0) throw badInput(`JSON takes values nested up to ${MAX_JSON_DEPTH} levels.`);
}

function checkNumber(number: number): void {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) throw badNumber(number);
}

function badNumber(number: number | string): GraphQLError {
  const quoted = String(number).slice(0, 40);
  return badInput(`JSON takes numbers that a double holds exactly, which ${quoted} may not be: send it as a string.`);
}

/** The digits of a decimal number, and its power of ten: the same text for every way to write the number. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailing(digits, '0');
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return significant === '' ? '0' : `${sign}${significant}e${power}`;
}
