import type { ServerResponse } from 'node:http';
import { within } from '../../time/within.ts';
import type { HeaderList } from '../http/writing/common-headers.ts';
import { writeFrames } from '../http/writing/write-frames.ts';
import type { OpenCall } from './open-call.ts';
import type { OpenAiError } from './openai-error.ts';

export interface ChunkOptions {
  readonly headers: HeaderList;
  readonly call: OpenCall;
  readonly toError: (error: unknown) => OpenAiError;
  /** How long a client may leave a stream unread, in milliseconds. */
  readonly stalledMs: number;
  /** How often a comment is sent, and how long the first chunk is awaited before the stream begins, in milliseconds. */
  readonly pingMs: number;
}

const DATA = Buffer.from('data: ');
const END = Buffer.from('\n\n');
const DONE = Buffer.from('data: [DONE]\n\n');

/**
 * Writes chunks as a stream of OpenAI's API, no faster than the client reads. A failure that comes before the first
 * chunk, and soon, is thrown: it has a status of its own then. A later one is told in the stream, which ends with it.
 *
 * @throws what the chunks fail with before the stream has begun
 */
export async function sendChunks(
  response: ServerResponse,
  chunks: AsyncGenerator<object>,
  { headers, call, toError, stalledMs, pingMs }: ChunkOptions,
): Promise<void> {
  const first = chunks.next();
  await within(pingMs, first, { late: () => undefined });
  if (call.isGone) return void (await chunks.return(undefined));
  const frames = framesOf(first, chunks, (error) => (call.isGone ? undefined : toError(error)));
  await writeFrames(response, frames, { status: 200, headers, stalledMs, pingMs });
}

async function* framesOf(
  first: Promise<IteratorResult<object>>,
  chunks: AsyncGenerator<object>,
  toError: (error: unknown) => OpenAiError | undefined,
): AsyncGenerator<Buffer> {
  try {
    for (let next = await first; !next.done; next = await chunks.next()) yield frameOf(next.value);
    yield DONE;
  } catch (error) {
    const told = toError(error);
    if (told) yield frameOf(told.body);
  } finally {
    await chunks.return(undefined);
  }
}

function frameOf(data: object): Buffer {
  return Buffer.concat([DATA, Buffer.from(JSON.stringify(data)), END]);
}
