import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpTimes } from '../limits/http-limits.ts';

/** A request that is coming. */
interface Coming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** By the clock that only goes on, in milliseconds. */
  readonly beganAt: number;
  /** How much had come on its connection by then. */
  readonly before: number;
  readonly isUpload: boolean;
  /** How much has come of it, and since when no more has. */
  bytes: number;
  quietSince: number;
}

const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
const UPLOADS = '/uploads';

/**
 * Ends connections on which a request doesn't come to its end in time. Most have a time for all of it. A file that is
 * put to `/uploads` has as long as it takes at the least rate that a client must have, as long as it goes on coming: so
 * the time of all of it is bound by its size, which is bound by what was announced. Node's own bound knows one time for
 * all requests; it is left to the heads, before anybody knows what is asked for.
 *
 * @returns to be called with each request
 */
export function boundRequests(
  server: Server,
  times: Pick<HttpTimes, 'requestMs' | 'lookMs' | 'stalledMs' | 'uploadBytesPerMs'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const coming = new Map<Socket, Coming>();
  const look = setInterval(() => {
    const now = performance.now();
    for (const [socket, each] of coming) {
      if (each.request.complete || socket.destroyed) coming.delete(socket);
      else if (isLate(socket, each, now)) {
        coming.delete(socket);
        end(socket, each.response);
      }
    }
  }, times.lookMs).unref();
  server.once('close', () => clearInterval(look));

  function isLate(socket: Socket, each: Coming, now: number): boolean {
    const { beganAt, before, isUpload } = each;
    if (!isUpload) return now - beganAt > times.requestMs;
    const bytes = socket.bytesRead - before;
    if (bytes > each.bytes) {
      each.bytes = bytes;
      each.quietSince = now;
    }
    return now - each.quietSince > times.stalledMs || now - beganAt > times.requestMs + bytes / times.uploadBytesPerMs;
  }

  return (request, response) => {
    const { socket } = request;
    const beganAt = performance.now();
    const isUpload = request.url === UPLOADS || request.url?.startsWith(`${UPLOADS}?`) === true;
    const before = socket.bytesRead;
    coming.set(socket, { request, response, beganAt, before, isUpload, bytes: 0, quietSince: beganAt });
  };
}

/** What was answered already stays as it is. */
function end(socket: Socket, response: ServerResponse): void {
  if (response.headersSent || !socket.writable) socket.destroy();
  else {
    socket.write(TIMED_OUT);
    socket.destroySoon();
  }
}
