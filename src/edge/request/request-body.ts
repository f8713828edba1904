import type { IncomingMessage } from 'node:http';
import { DISCARD_UP_TO_BYTES, MAX_BODY_BYTES } from '../limits/http-limits.ts';
import { requestError } from './request-error.ts';

/**
 * Reads the JSON in a request's body. The request must say that it is JSON, for any web page can send a form or a text.
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
      // Nobody is left to read this error. Without it, a client that goes away would be logged as a fault of ours.
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
