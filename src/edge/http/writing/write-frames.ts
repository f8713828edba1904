import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { HeaderList } from './common-headers.ts';
import { compressInto } from './compress-into.ts';
import { type ContentEncoding, streamEncodingFor } from './content-encoding.ts';
import { STREAM_FORMS, type StreamForm } from './stream-forms.ts';

export interface FramesOptions {
  readonly status: number;
  readonly headers: HeaderList;
  /** How long a client may leave the stream unread, in milliseconds. */
  readonly stalledMs: number;
  /** How often a sign of life is sent, in milliseconds: proxies close a connection on which nothing comes. */
  readonly pingMs: number;
  /** Makes an event of what comes. @default it is one */
  readonly frame?: (each: Buffer) => Buffer;
  /** What the stream ends with, unless it was ended. @default nothing */
  readonly last?: Buffer;
  /** How the stream is told to be, begins and shows that it lives. @default server-sent events */
  readonly form?: Pick<StreamForm, 'contentType' | 'begin' | 'ping'>;
  /** Ends the stream when it aborts, without its last event. */
  readonly ending?: AbortSignal;
  /** @default what the client likes best for a stream */
  readonly encoding?: ContentEncoding | undefined;
}

/**
 * Writes a stream of events. Resolves when all is written, or the connection has closed.
 *
 * What comes is read only as fast as the client takes it. The connection of a client that stops reading is destroyed.
 */
export async function writeFrames(
  response: ServerResponse,
  events: AsyncIterable<Buffer> | readonly Buffer[],
  options: FramesOptions,
): Promise<void> {
  const { status, headers, stalledMs, pingMs, frame, last, ending } = options;
  const { contentType, begin, ping } = options.form ?? STREAM_FORMS['event-stream'];
  const encoding =
    'encoding' in options ? options.encoding : streamEncodingFor(response.req.headers['accept-encoding']);
  response.writeHead(status, [
    ...headers,
    ...(encoding ? ['Content-Encoding', encoding] : []),
    'Content-Type',
    contentType,
    'Cache-Control',
    'no-cache',
    // Proxies such as nginx would hold back events to fill their buffers.
    'X-Accel-Buffering',
    'no',
  ]);
  const stream = encoding ? compressInto(response, encoding) : response;
  // Some browsers tell nobody of an answer before its first bytes are there.
  stream.write(begin);
  const pings = setInterval(() => {
    if (!stream.writableNeedDrain && !stream.writableEnded) stream.write(ping);
  }, pingMs);
  const stop = (): void => void stream.end();
  ending?.addEventListener('abort', stop);
  try {
    for await (const each of events) {
      if (isOver(stream) || ending?.aborted) break;
      if (!stream.write(frame ? frame(each) : each)) await drained(stream, response, stalledMs);
    }
    if (last !== undefined && !isOver(stream) && !ending?.aborted) stream.write(last);
  } finally {
    clearInterval(pings);
    ending?.removeEventListener('abort', stop);
    stream.end();
  }
}

const isOver = ({ writableEnded, destroyed }: Writable): boolean => writableEnded || destroyed;

/** Resolves when the client has read on, or its connection is closed: by itself, or here after `stalledMs`. */
async function drained(stream: Writable, response: ServerResponse, stalledMs: number): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  response.once('close', onClose);
  try {
    await once(stream, 'drain', { signal: closed.signal });
  } catch {
    // The connection closed before it drained, which the caller sees on the response.
  } finally {
    clearTimeout(stalled);
    response.removeListener('close', onClose);
  }
}
