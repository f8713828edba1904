import type { IncomingMessage } from 'node:http';
import type { DocumentService } from '../../documents/document-service.ts';
import { LexError } from '../../errors.ts';
import { encodeGlobalId } from '../../global-id.ts';
import type { ImportService } from '../../importing/import-service.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import type { Route } from './route.ts';
import { setHeaders } from './writing/common-headers.ts';
import { sendError, sendJson } from './writing/send-json.ts';

export interface UploadsRouteOptions {
  readonly documents: Pick<DocumentService, 'receive'>;
  readonly imports: Pick<ImportService, 'receive' | 'isToken'>;
  readonly gate: Pick<OriginGate, 'check' | 'readerOf'>;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
}

const METHODS = 'PUT, OPTIONS';

/**
 * Takes the files that were announced by `ingestUpload` and `importConversations`: the signature in the address lets in
 * whoever has it. A web page of another origin needs a preflight for PUT, which only allowed origins pass.
 */
export function createUploadsRoute({ documents, imports, gate, refused }: UploadsRouteOptions): Route {
  return async (request, response, { requestId, search }) => {
    const refusal = gate.check(request.headers);
    if (refusal) {
      refused(refusal, requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    setHeaders(response, ['Vary', 'Origin', ...corsHeaders(request, gate.readerOf(request.headers), METHODS)]);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (request.method !== 'PUT') {
      response.setHeader('Allow', METHODS);
      return sendError(response, 405, 'BAD_USER_INPUT', 'Files are put here with PUT.');
    }
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new LexError('BAD_USER_INPUT', 'Send the file without a content encoding.');
    }
    try {
      const token = new URLSearchParams(search).get('token') ?? '';
      if (imports.isToken(token)) {
        const { jobId } = await imports.receive(token, bytesOf(request));
        sendJson(response, 201, { jobId: encodeGlobalId('Job', jobId) });
      } else {
        const { documentId, jobId } = await documents.receive(token, bytesOf(request));
        const ids = { documentId: encodeGlobalId('Document', documentId), jobId: encodeGlobalId('Job', jobId) };
        sendJson(response, 201, ids);
      }
    } finally {
      // What is still to come of a file that was refused, or is there already, is read by nobody.
      if (!request.complete) response.shouldKeepAlive = false;
      request.resume();
    }
  };
}

async function* bytesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request) yield chunk;
  } catch {
    // The client has gone, which is no fault of ours.
    throw new LexError('BAD_USER_INPUT', 'The file ended early.');
  }
}
