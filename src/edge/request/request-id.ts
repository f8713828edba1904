import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request id from outside that is safe in a header, a log line and a message. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** The id that the client or a proxy gave the request in `x-request-id`, or else a new one. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newRequestId();
}

/** What the ids of this process begin with; the last twelve digits count its requests. */
const PROCESS = randomUUID().slice(0, -12);
let count = 0;

/**
 * A new id in the form of a UUID. It is counted, not drawn: an id only has to be another each time, and a new UUID
 * takes a twentieth of the time of a short answer, and three quarters of a kilobyte for whoever keeps it.
 */
export function newRequestId(): string {
  count += 1;
  return PROCESS + count.toString(16).padStart(12, '0');
}
