import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** How long a client may leave a stream unread before its connection is ended, in milliseconds. */
export const STALLED_STREAM_MS = 30_000;

export interface SendOptions {
  /** Ends streams without their last event, which tells clients to connect again. */
  readonly ending: AbortSignal;
  readonly stalledMs: number;
}

/**
 * Writes what Yoga answered to the connection.
 *
 * A stream is read only as fast as the client takes it, and this resolves when it has ended. The connection of a client
 * that stops reading is destroyed.
 */
export async function sendResponse(answer: Response, response: ServerResponse, options: SendOptions): Promise<void> {
  if (response.destroyed) return;
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value);
  });
  if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    const text = await answer.text();
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(text);
    return;
  }
  // Yoga says "none", which is no encoding that HTTP knows.
  response.removeHeader('content-encoding');
  // Proxies such as nginx would hold back events to fill their buffers.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  await sendStream(answer.body, response, options);
}

async function sendStream(
  body: NonNullable<Response['body']>,
  response: ServerResponse,
  { ending, stalledMs }: SendOptions,
): Promise<void> {
  const reader = body.getReader();
  const stop = (): void => {
    // Ending the response is what ends the subscription: its exchange listens for the close.
    response.end();
  };
  ending.addEventListener('abort', stop);
  try {
    while (!response.writableEnded && !response.destroyed && !ending.aborted) {
      const { done, value } = await reader.read();
      if (done || response.writableEnded || response.destroyed) break;
      if (!response.write(value)) await drained(response, stalledMs);
    }
  } finally {
    ending.removeEventListener('abort', stop);
    response.end();
    await reader.cancel();
  }
}

/** Resolves when the client has read on, or the connection is closed, which it is after `stalledMs`. */
async function drained(response: ServerResponse, stalledMs: number): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  response.once('close', onClose);
  try {
    await once(response, 'drain', { signal: closed.signal });
  } catch {
    // Closed before it drained: the caller sees that on the response.
  } finally {
    clearTimeout(stalled);
    response.removeListener('close', onClose);
  }
}
