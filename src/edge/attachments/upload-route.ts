import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Caller } from '../../accounts/viewer.ts';
import { attachmentName } from '../../chat/attachments/attachment-name.ts';
import type { AttachmentService } from '../../chat/attachments/attachment-service.ts';
import { uploadedOf } from '../../chat/attachments/uploaded.ts';
import { LexError } from '../../errors.ts';
import { WRITE } from '../../graphql/cost-rule.ts';
import type { Rates } from '../../rates/rates.ts';
import type { Route } from '../http/route.ts';
import { setHeaders } from '../http/writing/common-headers.ts';
import { sendError, sendJson } from '../http/writing/send-json.ts';
import { costOfBody } from '../limits/cost/cost-of-refused.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import { type Overload, retryWhenLess } from '../overload/overload.ts';
import { readBytes } from '../request/request-body.ts';

export interface UploadRouteOptions {
  readonly authenticate: Authenticate;
  readonly attachments: Pick<AttachmentService, 'upload' | 'limits' | 'urlOf'>;
  readonly addressOf: ClientAddress;
  readonly rates: Rates;
  readonly overload: Pick<Overload, 'refuseRequest'>;
  readonly gate: OriginGate;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
}

/** How many uploads a process reads at a time: each is held in memory until it has been looked at. */
const MOST_AT_A_TIME = 8;
const METHODS = 'POST, OPTIONS';

/**
 * `POST /attachments?name=…`: the body is the file, whatever its content type says. Answered with 201 and the id that
 * `chat` takes. Files that are short enough may come with `chat` itself; this is for the others, since JSON takes them
 * only as base64, a third longer, and only as long as `LEX_BODY_MAX_BYTES`.
 */
export function createUploadRoute(options: UploadRouteOptions): Route {
  const { gate } = options;
  const upload = createUpload(options);
  return async (request, response, facts) => {
    const refusal = gate.check(request.headers);
    if (refusal !== undefined) {
      options.refused(refusal, facts.requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    setHeaders(response, ['Vary', 'Origin', ...corsHeaders(request, gate.readerOf(request.headers))]);
    if (request.method === 'OPTIONS') return void response.writeHead(204, { Allow: METHODS }).end();
    if (request.method !== 'POST') {
      response.setHeader('Allow', METHODS);
      return sendError(response, 405, 'BAD_USER_INPUT', 'Files are uploaded with POST.');
    }
    return upload(request, response, new URLSearchParams(facts.search).get('name'));
  };
}

function createUpload({ authenticate, attachments, addressOf, rates, overload }: UploadRouteOptions) {
  let reading = 0;

  async function enter(request: IncomingMessage): Promise<Caller> {
    overload.refuseRequest(request);
    const caller = await authenticate({ transport: 'http', headers: request.headers, address: addressOf(request) });
    if (!caller.scopes.includes('CHAT')) throw new LexError('FORBIDDEN', 'Uploads need the scope CHAT.');
    await rates.take(caller, 'points', WRITE);
    if (reading >= MOST_AT_A_TIME) {
      const retryAfterMs = retryWhenLess();
      throw new LexError('OVERLOADED', 'Too many files come at the moment: try again in a few seconds.', {
        retryAfterMs,
      });
    }
    reading++;
    return caller;
  }

  return async (request: IncomingMessage, response: ServerResponse, name: string | null): Promise<void> => {
    const caller = await enter(request);
    try {
      const bytes = await readBytes(request, attachments.limits.maxBytes, 'LEX_ATTACHMENT_MAX_BYTES');
      rates.charge(caller, costOfBody(bytes.length));
      const uploaded = await attachments.upload(caller.id, { name: attachmentName(name), bytes });
      sendJson(response, 201, uploadedOf(uploaded, attachments.urlOf(uploaded)));
    } catch (error) {
      if (!isTooLong(error)) throw error;
      response.setHeader('Connection', 'close');
      sendError(response, 413, 'BAD_USER_INPUT', error.message);
    } finally {
      reading--;
    }
  };
}

function isTooLong(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const { http } = error.extensions;
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 413;
}
