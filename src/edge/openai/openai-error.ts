import { GraphQLError } from 'graphql';
import { type ErrorCode, LexError } from '../../errors.ts';
import { HTTP_STATUS, isErrorCode } from '../request/error-status.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { retryAfter } from '../request/retry-after.ts';

/** An error as OpenAI's API tells it. */
export interface OpenAiError {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      readonly param: string | null;
      readonly code: string | null;
    };
  };
}

const INVALID = 'invalid_request_error';
const FAULT = 'server_error';
/** The type and the code by which OpenAI's clients know what Lex's codes say; other faults are the server's. */
const NAMES: Partial<Record<ErrorCode, readonly [type: string, code: string | null]>> = {
  BAD_USER_INPUT: [INVALID, null],
  UNAUTHENTICATED: [INVALID, 'invalid_api_key'],
  FORBIDDEN: [INVALID, 'insufficient_permissions'],
  NOT_FOUND: [INVALID, 'not_found'],
  CONFLICT: [INVALID, 'conflict'],
  RATE_LIMITED: ['requests', 'rate_limit_exceeded'],
  BUDGET_EXCEEDED: ['insufficient_quota', 'insufficient_quota'],
  OVERLOADED: [FAULT, 'overloaded'],
  UNAVAILABLE: [FAULT, 'unavailable'],
};
/** Clients try these statuses again by themselves, which here is of no use. */
const NOT_AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['BUDGET_EXCEEDED', 'CONFLICT']);

/** Makes an error public, as for GraphQL, and tells it as OpenAI's API does. */
export function toOpenAiError(error: unknown, requestId: string, publicErrors: PublicErrors): OpenAiError {
  const { message, extensions } = publicErrors.of(error, requestId);
  const code = isErrorCode(extensions['code']) ? extensions['code'] : 'INTERNAL_SERVER_ERROR';
  const [type, name] = NAMES[code] ?? [FAULT, null];
  const { param, reason } = error instanceof LexError ? error : {};
  const { retryAfterMs } = extensions;
  return {
    status: statusOf(error) ?? HTTP_STATUS[code],
    headers: [
      ...(code === 'UNAUTHENTICATED' ? ['WWW-Authenticate', 'Bearer realm="lex"'] : []),
      ...(typeof retryAfterMs === 'number' ? ['Retry-After', retryAfter(retryAfterMs)] : []),
      ...(NOT_AGAIN.has(code) ? ['X-Should-Retry', 'false'] : []),
    ],
    body: { error: { message, type, param: param ?? null, code: reason ?? name } },
  };
}

/** The status that `requestError` has noted, where a body could not be read. */
function statusOf(error: unknown): number | undefined {
  const http = error instanceof GraphQLError ? error.extensions.http : undefined;
  if (typeof http !== 'object' || http === null || !('status' in http)) return undefined;
  return typeof http.status === 'number' ? http.status : undefined;
}
