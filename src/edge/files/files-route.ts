import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Authenticate } from '../../accounts/authenticate.ts';
import { LexError, NotFoundError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { StoredFile } from '../../files/stored-file.ts';
import type { Route } from '../http/route.ts';
import { setHeaders } from '../http/writing/common-headers.ts';
import { sendError } from '../http/writing/send-json.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import type { Overload } from '../overload/overload.ts';
import { readRange } from './byte-range.ts';
import { fileHeaders, tagOf } from './file-headers.ts';

export interface FilesRouteOptions {
  readonly files: Pick<FileService, 'find' | 'read' | 'isSigned' | 'fetched'>;
  readonly authenticate: Authenticate;
  readonly addressOf: ClientAddress;
  readonly gate: OriginGate;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** Refuses what there is too much of. */
  readonly overload: Pick<Overload, 'refuseRequest'>;
  /** How long a client may leave what is sent unread, in milliseconds. */
  readonly stalledMs: number;
}

const PATH = /^\/files\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/**
 * Answers `/files/ID`. Who shows an address that is signed needs nothing else, wherever the address stands, such as in
 * an `<audio>` of another page; others show who they are as for GraphQL, and get what is theirs.
 */
export function createFilesRoute(options: FilesRouteOptions): Route {
  const { files, gate, refused, overload } = options;

  return async (request, response, { path, search, requestId }) => {
    setHeaders(response, corsHeaders(request, gate.readerOf(request.headers)));
    if (request.method === 'OPTIONS') return void response.writeHead(204, { Allow: 'GET, HEAD' }).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendError(response, 405, 'BAD_USER_INPUT', 'Files take GET.');
    }
    overload.refuseRequest(request);
    const id = PATH.exec(path)?.[1];
    if (id === undefined) throw new NotFoundError('file');
    const query = new URLSearchParams(search);
    if (query.has('signature')) {
      if (!files.isSigned(id, query)) {
        throw new LexError('FORBIDDEN', 'This address of a file does not hold, or no longer: ask for a new one.');
      }
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      return sendFile(await found(files, id), { request, response }, options);
    }
    const refusal = gate.check(request.headers, { navigation: request.headers['sec-fetch-mode'] === 'navigate' });
    if (refusal) {
      refused(refusal, requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    const { headers } = request;
    const caller = await options.authenticate({ transport: 'http', headers, address: options.addressOf(request) });
    const file = await found(files, id);
    if (file.ownerId !== caller.id || !caller.scopes.includes('READ')) throw new NotFoundError('file');
    return sendFile(file, { request, response }, options);
  };
}

async function found(files: Pick<FileService, 'find'>, id: string): Promise<StoredFile> {
  const file = await files.find(id);
  if (!file) throw new NotFoundError('file');
  return file;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function sendFile(
  file: StoredFile,
  { request, response }: Exchange,
  { files, stalledMs }: Pick<FilesRouteOptions, 'files' | 'stalledMs'>,
): Promise<void> {
  const { headers, method } = request;
  for (const [name, value] of Object.entries(fileHeaders(file))) response.setHeader(name, value);
  const tag = tagOf(file);
  if (headers['if-none-match']?.split(',', 50).some((each) => each.trim().replace(/^W\//, '') === tag)) {
    return void response.writeHead(304).end();
  }
  // A part of another version would be of no use: then the whole is sent.
  const isSame = headers['if-range'] === undefined || headers['if-range'] === tag;
  const range = readRange(isSame ? headers.range : undefined, file.bytes);
  if (range === 'none') {
    response.setHeader('Content-Range', `bytes */${file.bytes}`);
    return sendError(response, 416, 'BAD_USER_INPUT', 'The file has no such part.');
  }
  const status = range === 'all' ? 200 : 206;
  const { start, end } = range === 'all' ? { start: 0, end: file.bytes - 1 } : range;
  if (status === 206) response.setHeader('Content-Range', `bytes ${start}-${end}/${file.bytes}`);
  response.setHeader('Content-Length', end - start + 1);
  if (method === 'HEAD') return void response.writeHead(status).end();
  const ending = new AbortController();
  const ended = (): void => ending.abort();
  response.once('close', ended);
  try {
    const read = await files.read(file, { signal: ending.signal, ...(status === 206 && { range: { start, end } }) });
    if (read.bytes !== end - start + 1) throw new Error('A file has another length than its row says.');
    response.writeHead(status);
    await pipeline(Readable.from(read.content), response, { signal: stalling(response, stalledMs) });
  } catch (error) {
    if (response.destroyed || response.headersSent) return void response.destroy();
    for (const name of ['Content-Length', 'Content-Range', 'Content-Disposition', 'ETag', 'Last-Modified']) {
      response.removeHeader(name);
    }
    throw error;
  } finally {
    response.removeListener('close', ended);
    ending.abort();
  }
  await files.fetched(file, { start, end });
}

/** Aborts when a client takes nothing for so long. */
function stalling(response: ServerResponse, stalledMs: number): AbortSignal {
  const stalled = new AbortController();
  let seen = -1;
  const look = setInterval(() => {
    const { bytesWritten = 0 } = response.socket ?? {};
    if (bytesWritten - response.writableLength === seen) stalled.abort();
    seen = bytesWritten - response.writableLength;
  }, stalledMs);
  response.once('close', () => clearInterval(look));
  return stalled.signal;
}
