import { CombinedError } from '@urql/core';

/** What an error means to the console: a code of the API, or one of its own. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  /** The server's pages are newer or older than the one that is open. */
  | 'OUTDATED'
  /** Nothing of an answer came: no network, or no server. */
  | 'UNREACHABLE'
  /** Anything else. */
  | 'UNEXPECTED';

const CODES: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'BUDGET_EXCEEDED',
  'OVERLOADED',
  'UNAVAILABLE',
] satisfies readonly ErrorCode[];

const OUTDATED = ['PERSISTED_QUERY_NOT_FOUND', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'];

/** Something that the server refused, or that did not reach it. Its message is the server's, in English. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** How long to wait before asking again, in milliseconds, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What went wrong, whatever was thrown. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof CombinedError) {
    const [first] = error.graphQLErrors;
    if (first) return errorOfServer(first);
    // What the credential says, without which nothing was sent.
    if (error.networkError instanceof ApiError) return error.networkError;
    return new ApiError('UNREACHABLE', error.networkError?.message ?? error.message);
  }
  return new ApiError('UNEXPECTED', error instanceof Error ? error.message : String(error));
}

/** One of the `errors` of an answer. */
export function errorOfServer({
  message,
  extensions,
}: {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}): ApiError {
  const { code, retryAfterMs } = extensions ?? {};
  return new ApiError(codeOf(code), message, typeof retryAfterMs === 'number' ? retryAfterMs : undefined);
}

/** @param code as the server names it, be it in an answer or kept with a message or a job */
export function codeOf(code: unknown): ErrorCode {
  if (typeof code !== 'string') return 'UNEXPECTED';
  if (OUTDATED.includes(code)) return 'OUTDATED';
  return isErrorCode(code) ? code : 'UNEXPECTED';
}

function isErrorCode(code: string): code is ErrorCode {
  return CODES.includes(code);
}
