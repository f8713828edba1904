import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LexError } from '../../errors.ts';
import { HTTP_STATUS } from '../request/error-status.ts';
import { retryAfter } from '../request/retry-after.ts';

/** Answers a WebSocket handshake with an HTTP error, in GraphQL's shape, and closes the connection. */
export function refuseUpgrade(socket: Duplex, requestId: string, { code, message, retryAfterMs }: LexError): void {
  const status = HTTP_STATUS[code];
  const extensions = { code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const body = JSON.stringify({ errors: [{ message, extensions }] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${retryAfter(retryAfterMs)}`]),
  ];
  // The client may be gone already; its error needs a listener, and nothing else.
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
