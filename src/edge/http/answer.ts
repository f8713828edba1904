import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { withSpan } from '../../tracing/active-span.ts';
import type { Tracer } from '../../tracing/span.ts';
import type { HttpTimes } from '../limits/http-limits.ts';
import { HTTP_STATUS, isErrorCode } from '../request/error-status.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { type RequestFacts, readRequestFacts } from '../request/request-facts.ts';
import { logRequest } from '../request/request-log.ts';
import { retryAfter } from '../request/retry-after.ts';
import { beginRequestSpan } from '../tracing/request-span.ts';
import type { Route } from './route.ts';
import { setCommonHeaders } from './writing/common-headers.ts';
import { endUnread } from './writing/end-unread.ts';
import { sendJson } from './writing/send-json.ts';

export interface AnswerOptions {
  readonly route: Route;
  readonly publicErrors: PublicErrors;
  /** Told of each request when it is over. */
  readonly observe: Metrics['request'];
  /** Called when an answer has been sent, or its client has gone. */
  readonly closed: () => void;
  /** How long a client may leave its answer unread. */
  readonly times: HttpTimes;
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
  readonly log: Logger;
}

/**
 * Answers every request, and gives it what all have, whatever the path: an id, and a line in the log. What the route
 * throws becomes an answer too.
 */
export function createAnswer({ route, publicErrors, observe, closed, times, tracer, log }: AnswerOptions) {
  const answer = async (request: IncomingMessage, response: ServerResponse, facts: RequestFacts): Promise<void> => {
    const { requestId } = facts;
    // Writing to a client that has just gone fails, and without a listener that would end the process.
    response.on('error', (error) => log.debug({ requestId, err: error }, 'client gone'));
    try {
      const answering = route(request, response, facts);
      if (answering) await answering;
      // Nearly all answers have been taken by the system at once.
      if (!response.writableFinished) endUnread(response, times);
    } catch (error) {
      const { message, extensions } = publicErrors.of(error, requestId);
      const code = isErrorCode(extensions['code']) ? extensions['code'] : 'INTERNAL_SERVER_ERROR';
      if (response.headersSent) return void response.destroy();
      setCommonHeaders(response, requestId);
      if (code === 'UNAUTHENTICATED') response.setHeader('WWW-Authenticate', 'Bearer realm="lex"');
      const { retryAfterMs } = extensions;
      if (typeof retryAfterMs === 'number') response.setHeader('Retry-After', retryAfter(retryAfterMs));
      sendJson(response, HTTP_STATUS[code], {
        errors: [{ message, extensions: { code, ...(retryAfterMs !== undefined && { retryAfterMs }) } }],
      });
    }
  };

  return (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const facts = readRequestFacts(request);
    const span = tracer && beginRequestSpan(tracer, request, facts);
    logRequest({ log, observe, closed, span }, request, response, facts);
    return withSpan(span, () => answer(request, response, facts));
  };
}
