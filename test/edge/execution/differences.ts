import { inspect } from 'node:util';
import { type ExecutionResult, GraphQLError } from 'graphql';

/** Where two values differ first, and how; undefined when they are the same, the order of keys included. */
export function difference(one: unknown, other: unknown, at = ''): string | undefined {
  if (Object.is(one, other)) return undefined;
  const differ = (): string => `${at}: ${show(one)} | ${show(other)}`;
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return differ();
  if (one instanceof GraphQLError && other instanceof GraphQLError) return errorDifference(one, other, at);
  if (one instanceof Error && other instanceof Error) {
    // One that an executor makes anew.
    return one.constructor === other.constructor ? difference(one.message, other.message, `${at}.message`) : differ();
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return `${at}.length: ${one.length} | ${other.length}: ${differ()}`;
  } else if (!isPlain(one) || !isPlain(other)) return differ();
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  if (keys.join() !== otherKeys.join()) return `${at} has ${keys.join()} | ${otherKeys.join()}`;
  for (const key of keys) {
    const found = difference(Reflect.get(one, key), Reflect.get(other, key), `${at}.${key}`);
    if (found) return found;
  }
  return undefined;
}

export function resultDifference(one: ExecutionResult, other: ExecutionResult): string | undefined {
  return (
    difference(one, other) ??
    // As a client gets it.
    (writable(one) ? difference(JSON.stringify(one), JSON.stringify(other)) : undefined)
  );
}

function errorDifference(one: GraphQLError, other: GraphQLError, at: string): string | undefined {
  const parts = (error: GraphQLError): Record<string, unknown> => ({
    message: error.message,
    locations: error.locations,
    path: error.path,
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    originalError: error.originalError,
    extensions: error.extensions,
    name: error.name,
  });
  return difference(parts(one), parts(other), at);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function writable(result: ExecutionResult): boolean {
  try {
    JSON.stringify(result);
    return true;
  } catch {
    return false;
  }
}

const show = (value: unknown): string => inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY });
