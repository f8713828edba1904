import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request id from outside may look like: anything that is safe in a header, a log line and a message. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** The id that the client or a proxy gave the request, or else a new one. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}
