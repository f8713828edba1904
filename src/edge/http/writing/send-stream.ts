import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import { jsonOf } from '../../operations/write-result.ts';
import type { HeaderList } from './common-headers.ts';
import { compressInto } from './compress-into.ts';
import { encodingFor, streamEncodingFor } from './content-encoding.ts';
import type { StreamForm } from './stream-forms.ts';
import { answerFor } from './write-answer.ts';

export interface StreamOptions {
  /** Aborts when the process drains: streams end without their last event then, so that clients connect again. */
  readonly ending: AbortSignal;
  /** How long a client may leave a stream unread, in milliseconds. */
  readonly stalledMs: number;
  /** How often a sign of life is sent, in milliseconds: proxies close a connection on which nothing comes. */
  readonly pingMs: number;
}

/**
 * Writes a result, or each of a subscription's, which come as JSON, as a stream of one of the forms that there
 * are. Resolves when all is written, or the connection has closed.
 *
 * A subscription is read only as fast as the client takes it. The connection of a client that stops reading is
 * destroyed. The close of the response aborts the signal of its request, and so ends the subscription.
 *
 * A client that takes it gets a subscription compressed, each event at once. Who can watch the lengths of encrypted
 * events may tell from them whether a stream repeats itself (as BREACH does): but a stream holds nothing that lets
 * anybody in, and says only what its own viewer asked for, whom no page of another origin can make ask.
 */
export async function sendStream(
  results: ExecutionResult | AsyncIterable<Buffer>,
  { response, headers }: { readonly response: ServerResponse; readonly headers: HeaderList },
  { ending, stalledMs, pingMs }: StreamOptions,
  form: StreamForm,
): Promise<void> {
  if (response.destroyed) return;
  const accepted = response.req.headers['accept-encoding'];
  const many = Symbol.asyncIterator in results;
  const events = many ? results : [jsonOf(results)];
  const encoding = Array.isArray(events) ? encodingFor(accepted, events[0]?.length ?? 0) : streamEncodingFor(accepted);
  response.writeHead(many ? 200 : answerFor(results, 'json').status, [
    ...headers,
    ...(encoding ? ['Content-Encoding', encoding] : []),
    'Content-Type',
    form.contentType,
    'Cache-Control',
    'no-cache',
    // Proxies such as nginx would hold back events to fill their buffers.
    'X-Accel-Buffering',
    'no',
  ]);
  const stream = encoding ? compressInto(response, encoding) : response;
  // Some browsers tell nobody of an answer before its first bytes are there.
  stream.write(form.begin);
  const pings = setInterval(() => {
    if (!stream.writableNeedDrain && !stream.writableEnded) stream.write(form.ping);
  }, pingMs);
  const stop = (): void => void stream.end();
  ending.addEventListener('abort', stop);
  try {
    for await (const each of events) {
      if (isOver(stream) || ending.aborted) break;
      if (!stream.write(Buffer.concat([form.before, each, form.after]))) await drained(stream, response, stalledMs);
    }
    if (!isOver(stream) && !ending.aborted) stream.write(form.complete);
  } finally {
    clearInterval(pings);
    ending.removeEventListener('abort', stop);
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
