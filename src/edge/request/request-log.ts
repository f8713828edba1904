import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Span } from '../../tracing/span.ts';
import { endRequestSpan } from '../tracing/request-span.ts';
import type { OperationName } from './graphql-request.ts';
import type { RequestFacts } from './request-facts.ts';

const MAX_LOGGED_LENGTH = 200;

/**
 * Counts the request, ends its span and writes its line when it has been answered or its client has gone. The line has
 * names, numbers and ids; never a query string, a header, a document or variables.
 *
 * @param closed called before that
 */
export function logRequest(
  {
    log,
    observe,
    closed,
    span,
  }: { log: Logger; observe: Metrics['request']; closed: () => void; span: Span | undefined },
  request: IncomingMessage,
  response: ServerResponse,
  { requestId, path, operations }: RequestFacts,
): void {
  const startedAt = performance.now();
  response.once('close', () => {
    closed();
    const durationMs = performance.now() - startedAt;
    if (span) endRequestSpan(span, response);
    observe({ method: request.method, status: response.statusCode, seconds: durationMs / 1_000 });
    if (!log.isLevelEnabled('info')) return;
    const line = {
      requestId,
      method: request.method,
      path: path.slice(0, MAX_LOGGED_LENGTH),
      status: response.headersSent ? response.statusCode : undefined,
      ...(operations.length > 0 && { operations: operations.map(nameOperation) }),
      ...(!response.writableFinished && { aborted: true }),
      durationMs: Math.round(durationMs * 10) / 10,
      ...span?.ids,
    };
    log.info(line, 'request');
  });
}

/** An operation as log lines name it: `query Status`, or `query` alone when it has no name. */
export function nameOperation({ type, name }: OperationName): string {
  return name === undefined ? type : `${type} ${name.slice(0, MAX_LOGGED_LENGTH)}`;
}
