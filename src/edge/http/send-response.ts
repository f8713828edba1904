import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

export interface SendOptions {
  /** Aborts when the process drains: streams end without their last event then, so that clients connect again. */
  readonly ending: AbortSignal;
  /** How long a client may leave a stream unread, in milliseconds. */
  readonly stalledMs: number;
}

/**
 * Writes what Yoga answered to the connection, and resolves when all of it is written.
 *
 * A stream is read only as fast as the client takes it. The connection of a client that stops reading is destroyed.
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
  // Yoga writes "none", which HTTP does not know as an encoding.
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
    // The close of the response ends its GraphqlRequest, and so the subscription.
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

/** Resolves when the client has read on, or its connection is closed: by itself, or here after `stalledMs`. */
async function drained(response: ServerResponse, stalledMs: number): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  response.once('close', onClose);
  try {
    await once(response, 'drain', { signal: closed.signal });
  } catch {
    // The connection closed before it drained, which the caller sees on the response.
  } finally {
    clearTimeout(stalled);
    response.removeListener('close', onClose);
  }
}
