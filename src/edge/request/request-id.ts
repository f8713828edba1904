import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request id from outside that is safe in a header, a log line and a message. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** The id that the client or a proxy gave the request in `x-request-id`, or else a new one. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newRequestId();
}

/**
 * A new id, as one piece: `randomUUID()` puts its text together from some twenty, which whoever keeps it would keep,
 * for three quarters of a kilobyte.
 */
export function newRequestId(): string {
  return Buffer.from(randomUUID(), 'latin1').toString('latin1');
}
