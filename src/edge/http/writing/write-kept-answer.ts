import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GivenAnswer } from '../../answers/answer-cache.ts';
import type { HeaderList } from './common-headers.ts';
import { compressKept, encodingFor } from './content-encoding.ts';
import { CONTENT_TYPES, type PlainKind, writeAnswer } from './write-answer.ts';

/**
 * Writes an answer that is kept: with its tag, so that a client that has it needn't be sent it again, and with what
 * caches on the way may do. A viewer's own answers are kept by the viewer's client alone, which asks each time.
 */
export function writeKeptAnswer(
  response: ServerResponse,
  common: HeaderList,
  given: GivenAnswer,
  kind: PlainKind,
): void | Promise<void> {
  const { method, headers } = response.req;
  const { body, etag, ascii } = given.kept;
  const head = ['ETag', etag, ...freshness(given)];
  if (method === 'GET' && hasIt(headers, etag)) {
    return writeAnswer(response, common, { status: 304, headers: head, body: '' });
  }
  head.push('Content-Type', CONTENT_TYPES[kind]);
  const encoding = encodingFor(headers['accept-encoding'], body.length);
  if (!encoding) return writeAnswer(response, common, { status: 200, headers: head, body, ascii });
  head.push('Content-Encoding', encoding);
  return compressKept(body, encoding).then((shorter) => {
    writeAnswer(response, common, { status: 200, headers: head, body: shorter });
  });
}

function freshness({ kept, ageMs, leftMs }: GivenAnswer): HeaderList {
  if (kept.scope === 'PRIVATE') return ['Cache-Control', 'private, no-cache'];
  const seconds = Math.floor((ageMs + leftMs) / 1_000);
  return ['Cache-Control', `public, max-age=${seconds}`, 'Age', String(Math.floor(ageMs / 1_000))];
}

/** Tags are compared weakly, as RFC 9110 has it for If-None-Match. */
function hasIt({ 'if-none-match': tags }: IncomingMessage['headers'], etag: string): boolean {
  if (!tags) return false;
  return tags === '*' || tags.split(',', 50).some((each) => weak(each.trim()) === weak(etag));
}

const weak = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);
