import type { IncomingMessage } from 'node:http';
import { requestError } from './request-error.ts';

/** The longest body, in bytes: 10,000 memories in one `rememberMany` fit. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

// A body that is too long is read on a little and thrown away: a client that is still sending when the connection
// closes would see a reset instead of the refusal.
const DISCARD_UP_TO_BYTES = 4 * MAX_BODY_BYTES;

/**
 * The JSON in a request's body, which must say that it is JSON: a form or a text could come from any web page.
 *
 * @throws {GraphQLError} 415 for another content type, 413 when it is too long, 400 when it isn't JSON in UTF-8
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const [type, ...parameters] = (request.headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (type !== 'application/json' || !isUtf8) {
    throw requestError(415, 'Send the operation as application/json in UTF-8.', {
      headers: { Accept: 'application/json' },
    });
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw requestError(415, 'Send the body without a content encoding.');
  }
  const body = await readBytes(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw requestError(400, 'The body is not JSON in UTF-8.');
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  let length = 0;
  let chunks: Buffer[] = [];
  if (announced <= DISCARD_UP_TO_BYTES) {
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        if (!Buffer.isBuffer(chunk)) continue;
        length += chunk.length;
        if (length <= MAX_BODY_BYTES) chunks.push(chunk);
        else chunks = [];
        if (length > DISCARD_UP_TO_BYTES) break;
      }
    } catch {
      // Nobody is left to read this; it keeps a client that goes away from being logged as a fault of ours.
      throw requestError(400, 'The body ended early.');
    }
  }
  if (Math.max(length, announced) > MAX_BODY_BYTES) {
    throw requestError(413, `The body is longer than ${MAX_BODY_BYTES / 2 ** 20} MiB.`, {
      headers: { Connection: 'close' },
    });
  }
  return Buffer.concat(chunks);
}
