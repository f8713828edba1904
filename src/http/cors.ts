import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_SECONDS = 600;

/**
 * Tells browsers that pages of an allowed origin may read the answer. Other origins get no header, and none is ever
 * reflected. Without `Access-Control-Allow-Credentials`: Lex knows no cookies.
 */
export function setCorsHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): void {
  if (allowedOrigins.length > 0) response.appendHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !allowedOrigins.includes(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'x-request-id, retry-after');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', 'content-type, authorization, x-request-id');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
}
