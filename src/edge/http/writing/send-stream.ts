import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { jsonOf } from '../../operations/write-result.ts';
import type { HeaderList } from './common-headers.ts';
import { encodingFor, streamEncodingFor } from './content-encoding.ts';
import type { StreamForm } from './stream-forms.ts';
import { answerFor } from './write-answer.ts';
import { writeFrames } from './write-frames.ts';

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
  options: StreamOptions,
  { before, after, complete, ...form }: StreamForm,
): Promise<void> {
  if (response.destroyed) return;
  const accepted = response.req.headers['accept-encoding'];
  const many = Symbol.asyncIterator in results;
  const events = many ? results : [jsonOf(results)];
  await writeFrames(response, events, {
    ...options,
    status: many ? 200 : answerFor(results, 'json').status,
    headers,
    encoding: Array.isArray(events) ? encodingFor(accepted, events[0]?.length ?? 0) : streamEncodingFor(accepted),
    form,
    frame: (each) => Buffer.concat([before, each, after]),
    last: complete,
  });
}
