import type { IncomingHttpHeaders } from 'node:http';

/** Headers that clients of GraphQL send for this: a page of another origin can't, unless a preflight allows it. */
const PREFLIGHTED: readonly string[] = [
  'x-lex-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
];

/**
 * Whether a browser would have asked first (CORS preflight) before it sent a GET with these headers for a page of
 * another origin. A closed list: of content types only JSON counts, for browsers have let others pass that are none of
 * the three which the specification calls simple, such as `message/http` (GHSA-9q82-xgwf-vj6h).
 */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase() === 'application/json' || PREFLIGHTED.some((name) => Boolean(headers[name]));
}
