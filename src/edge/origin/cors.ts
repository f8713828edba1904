import type { IncomingMessage } from 'node:http';
import type { HeaderList } from '../http/writing/common-headers.ts';

/** How long a browser may remember the answer to a preflight request. */
const PREFLIGHT_SECONDS = 600;

const ALLOWED_HEADERS = ['content-type', 'authorization', 'x-request-id'];
/** A list of headers that a page may ask to send besides, such as Apollo's: at most 31 names. */
const HEADER_NAMES = /^[\w-]{1,100}(\s*,\s*[\w-]{1,100}){0,30}$/;
const READABLE = 'x-request-id, retry-after, www-authenticate, ratelimit, ratelimit-policy, x-lex-conversation';

/**
 * Tells browsers that pages of an allowed origin may read the answer. For other origins there is no such header. There
 * is no `Access-Control-Allow-Credentials` either, for Lex uses no cookies.
 *
 * @param origin of a page that may read the answer; undefined for any other request
 * @param methods that are taken there
 */
export function corsHeaders(request: IncomingMessage, origin: string | undefined, methods = 'GET, POST'): HeaderList {
  if (origin === undefined) return [];
  const headers = ['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', READABLE];
  if (request.method !== 'OPTIONS') return headers;
  return [
    ...headers,
    'Access-Control-Allow-Methods',
    methods,
    'Access-Control-Allow-Headers',
    headersFor(request).join(', '),
    'Access-Control-Max-Age',
    String(PREFLIGHT_SECONDS),
  ];
}

/** All that are asked for, if they are names: Lex reads no header that could do harm. */
function headersFor(request: IncomingMessage): readonly string[] {
  const asked = String(request.headers['access-control-request-headers'] ?? '').toLowerCase();
  if (!HEADER_NAMES.test(asked)) return ALLOWED_HEADERS;
  return [...new Set([...ALLOWED_HEADERS, ...asked.split(',').map((each) => each.trim())])];
}
