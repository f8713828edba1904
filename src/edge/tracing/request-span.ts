import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Span, Tracer } from '../../tracing/span.ts';

/** The methods of RFC 9110 that `/graphql` meets; the semantic conventions have a word for all others. */
const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']);
const OTHER = '_OTHER';
const ROUTE = '/graphql';
/** From this status on it is the server that failed. */
const SERVER_ERROR = 500;

/**
 * Begins the span of a request to `/graphql`, in the trace that its `traceparent` names if it is well-formed; undefined
 * for other paths, which watchers ask for all the time.
 */
export function beginRequestSpan(
  tracer: Tracer,
  { method, headers, httpVersion }: IncomingMessage,
  { requestId, path }: { readonly requestId: string; readonly path: string },
): Span | undefined {
  if (path !== ROUTE) return undefined;
  const known = METHODS.has(method) && method !== undefined ? method : OTHER;
  const attributes = {
    'http.request.method': known,
    'http.route': ROUTE,
    'network.protocol.version': httpVersion,
    'lex.request.id': requestId,
  };
  const name = `${known === OTHER ? 'HTTP' : known} ${ROUTE}`;
  return tracer.enter({ name, kind: 'server', attributes, ids: { requestId } }, headers['traceparent']);
}

/** Ends it when its answer, which may be a stream, has been sent or its client has gone. */
export function endRequestSpan(span: Span, response: ServerResponse): void {
  const { statusCode, headersSent, writableFinished } = response;
  if (headersSent) span.set({ 'http.response.status_code': statusCode });
  if (!writableFinished) span.set({ 'lex.request.aborted': true });
  if (headersSent && statusCode >= SERVER_ERROR) span.fail(String(statusCode));
  span.end();
}

/**
 * Begins the span of an operation on a socket, whose handshake had its headers long before: a trace is continued that
 * the operation's `extensions` name in `traceparent`.
 */
export function beginSocketSpan(tracer: Tracer, extensions: unknown, requestId: string): Span {
  const named = typeof extensions === 'object' && extensions !== null && 'traceparent' in extensions;
  const attributes = { 'network.protocol.name': 'websocket', 'http.route': ROUTE, 'lex.request.id': requestId };
  const start = { name: `WEBSOCKET ${ROUTE}`, kind: 'server', attributes, ids: { requestId } } as const;
  return tracer.enter(start, named ? extensions.traceparent : undefined);
}
