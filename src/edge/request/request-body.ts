import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import { DISCARDED_BODIES } from '../limits/http-limits.ts';
import { requestError } from './request-error.ts';

/**
 * Reads the JSON in a request's body. The request must say that it is JSON, for any web page can send a form or a text.
 *
 * @param maxBytes the longest body
 * @param onRead told how many bytes have come, before they are parsed
 * @throws {GraphQLError} 415 for another content type, 413 when it is too long, 400 when it isn't JSON in UTF-8
 */
export function readJsonBody(
  request: IncomingMessage,
  maxBytes: number,
  onRead: (bytes: number) => void,
): Promise<unknown> {
  const { headers } = request;
  if (!isJson(headers['content-type'])) {
    throw requestError(415, 'Send the operation as application/json in UTF-8.', {
      headers: { Accept: 'application/json' },
    });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw requestError(415, 'Send the body without a content encoding.');
  }
  return readBytes(request, maxBytes).then((body) => {
    onRead(body.length);
    return parseJson(body);
  });
}

function parseJson(body: Buffer): unknown {
  try {
    if (!isUtf8(body)) throw new SyntaxError('not UTF-8');
    const text = body.toString();
    return JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  } catch {
    throw requestError(400, 'The body is not JSON in UTF-8.');
  }
}

/** What RFC 8259 lets readers skip at the beginning of a JSON text. */
const BYTE_ORDER_MARK = 0xfeff;

function isJson(contentType = ''): boolean {
  // What nearly all clients send.
  if (contentType === 'application/json') return true;
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
  return type === 'application/json' && (charset === undefined || /^"?utf-?8"?$/.test(charset));
}

/**
 * So many pieces of a body become one. A buffer takes some hundred bytes beside its content, and a client may send a
 * body in pieces of one byte each.
 */
const MERGED_CHUNKS = 1_024;

/**
 * Reads a body, by listeners: an async iterator costs more than all else that is done with a short body.
 *
 * @param setting what bounds it, as clients are told
 * @throws {GraphQLError} 413 when it is too long, 400 when it ends early
 */
export function readBytes(request: IncomingMessage, maxBytes: number, setting = 'LEX_BODY_MAX_BYTES'): Promise<Buffer> {
  const discardUpTo = DISCARDED_BODIES * maxBytes;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > discardUpTo) throw tooLong(maxBytes, setting);
  const chunks: Buffer[] = [];
  const merged: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      if (length > maxBytes) reject(tooLong(maxBytes, setting));
      else resolve(chunks[0] && length === chunks[0].length ? chunks[0] : Buffer.concat([...merged, ...chunks]));
    };
    const endedEarly = (): void => {
      // Nobody is left to read this error. Without it, a client that goes away would be logged as a fault of ours.
      if (!request.complete) reject(requestError(400, 'The body ended early.'));
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        merged.length = 0;
      }
      if (chunks.length === MERGED_CHUNKS) merged.push(Buffer.concat(chunks.splice(0)));
      if (length > discardUpTo) {
        request.pause();
        end();
      }
    });
    request.once('end', end);
    request.once('error', endedEarly);
  });
}

function tooLong(maxBytes: number, setting: string): GraphQLError {
  return requestError(413, `The body is longer than ${maxBytes / 1_024} KiB (${setting}).`, {
    headers: { Connection: 'close' },
  });
}
