import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { refusalOfLong } from '../../limits/answer-size.ts';
import { writeWhole } from '../../operations/write-result.ts';
import type { AnswerKind, StreamKind } from '../../request/accept.ts';
import type { HeaderList } from './common-headers.ts';
import { compress, encodingFor } from './content-encoding.ts';

/** An answer that is whole. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Buffer;
  /** The body, when it is ASCII: it is sent together with the head then, by one call of the system. */
  readonly ascii?: string | undefined;
}

export const CONTENT_TYPES = {
  json: 'application/json; charset=utf-8',
  'graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

export type PlainKind = keyof typeof CONTENT_TYPES;

/** Streams are asked for by clients that also take the plain form, where nothing is streamed. */
export function plainKind(kind: AnswerKind): PlainKind {
  return isStreamKind(kind) ? 'json' : kind;
}

export function isStreamKind(kind: AnswerKind): kind is StreamKind {
  return kind === 'event-stream' || kind === 'multipart';
}

/** The HTTP side of an error, as `PublicErrors.forHttp` notes it. */
interface ErrorStatus {
  readonly status: number;
  readonly spec: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The answer for a result, or for those of a batch, whose status tells nothing of its parts.
 *
 * The errors have been made public for HTTP. The highest status that one of them has is that of the answer, except for
 * clients that take plain JSON alone: to these a well-formed request is answered with 200.
 */
export function answerFor(result: ExecutionResult | readonly ExecutionResult[], kind: PlainKind): Answer {
  const headers = ['Content-Type', CONTENT_TYPES[kind]];
  if (isList(result)) return { status: 200, headers, body: writeBatch(result) };
  const body = writeWhole(result);
  const refusal = refusalOfLong(body);
  if (refusal) return answerFor({ errors: [refusal] }, kind);
  let status = 200;
  for (const { extensions } of result.errors ?? []) {
    const { http } = extensions;
    if (!isErrorStatus(http)) continue;
    for (const [name, value] of Object.entries(http.headers ?? {})) headers.push(name, value);
    if (!(kind === 'json' && http.spec)) status = Math.max(status, http.status);
  }
  return { status, headers, body };
}

/** One answer has the bound, whatever it is made of: a result that doesn't fit in after those before it is refused. */
function writeBatch(results: readonly ExecutionResult[]): string {
  let bytes = 0;
  const texts = results.map((result) => {
    const text = writeWhole(result);
    const refusal = refusalOfLong(text, bytes);
    if (refusal) return writeWhole({ errors: [refusal] });
    bytes += Buffer.byteLength(text);
    return text;
  });
  return `[${texts.join(',')}]`;
}

/** Writes an answer at once. */
export function writeAnswer(
  response: ServerResponse,
  common: HeaderList,
  { status, headers, body, ascii }: Answer,
): void {
  if (response.destroyed) return;
  if (status === 304) return void response.writeHead(status, [...common, ...headers]).end();
  // How many bytes a text has must be known first, so they are made here, once.
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, [...common, ...headers, 'Content-Length', String(bytes.byteLength)]);
  if (ascii !== undefined) response.end(ascii, 'latin1');
  else response.end(bytes);
}

/** Writes an answer that was made for one request, compressed if its client takes that. */
export function writeFreshAnswer(
  response: ServerResponse,
  common: HeaderList,
  { status, headers, body }: Answer,
): void | Promise<void> {
  const bytes = typeof body === 'string' ? body.length : body.byteLength;
  const encoding = encodingFor(response.req.headers['accept-encoding'], bytes);
  const head = [...headers, 'Cache-Control', 'no-store'];
  if (!encoding) return writeAnswer(response, common, { status, headers: head, body });
  head.push('Content-Encoding', encoding);
  return compress(Buffer.from(body), encoding).then((shorter) => {
    writeAnswer(response, common, { status, headers: head, body: shorter });
  });
}

function isList(result: ExecutionResult | readonly ExecutionResult[]): result is readonly ExecutionResult[] {
  return Array.isArray(result);
}

function isErrorStatus(value: unknown): value is ErrorStatus {
  return typeof value === 'object' && value !== null && 'status' in value;
}
