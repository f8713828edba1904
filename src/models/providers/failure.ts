/** Why a call to a provider failed, whichever form its SDK gave the error. */
export type Failure =
  /** The provider said no: by its status, or by an error in the middle of the stream. */
  | {
      readonly kind: 'status';
      readonly status: number;
      /** From `Retry-After`, in milliseconds. */
      readonly retryAfterMs: number | undefined;
      /** The provider's own words, as they came. */
      readonly detail: string;
    }
  /** No connection came about. */
  | { readonly kind: 'unreachable' }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken' }
  /** Nothing came for that long. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** The provider or the model refused to go on, because of the content. */
  | { readonly kind: 'filtered' }
  /** The answer ended without a word. */
  | { readonly kind: 'empty' }
  /** The answer didn't stop. */
  | { readonly kind: 'endless' }
  /** What came isn't the provider's protocol. */
  | { readonly kind: 'garbled' };

/** Carries a failure that we noticed ourselves through code that throws. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

// What OpenAI and Anthropic put into `type` or `code` of an error inside a stream, where there is no status any more:
// platform.openai.com/docs/guides/error-codes, docs.anthropic.com/en/api/errors.
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  context_length_exceeded: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  overloaded_error: 529,
};

/**
 * Reads what the SDK threw, or sent as a part of its stream. The forms are told apart by their fields, since each
 * provider's package may bring a copy of the error classes of its own.
 */
export function readFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (!(error instanceof Error)) return readStreamedError(error);
  const status = numberAt(error, 'statusCode');
  if (status !== undefined && status >= 400) {
    const retryAfterMs = readRetryAfter(textAt(objectAt(error, 'responseHeaders'), 'retry-after'), Date.now());
    return { kind: 'status', status, retryAfterMs, detail: error.message };
  }
  if (ENDED_CODES.has(networkCode(error) ?? '')) return { kind: 'broken' };
  if (isConnecting(error, status)) return { kind: 'unreachable' };
  // The SDK's error for a stream that ended cleanly, but without its last event.
  if (error.name === 'AI_InvalidResponseDataError') return { kind: 'broken' };
  return { kind: 'garbled' };
}

/** An error event inside the stream: the provider's own JSON, unwrapped. */
function readStreamedError(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { kind: 'garbled' };
  const names = [textAt(error, 'code'), textAt(error, 'type')];
  const status = names.map((name) => (name === undefined ? undefined : STATUS_OF_TYPE[name])).find(Boolean) ?? 500;
  return { kind: 'status', status, retryAfterMs: undefined, detail: textAt(error, 'message') ?? '' };
}

/** The codes of the system and of undici for a connection that was there, and ended. */
const ENDED_CODES: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The first code in the chain of causes. */
function networkCode(error: Error): string | undefined {
  const code = textAt(error, 'code');
  return code === undefined && error.cause instanceof Error ? networkCode(error.cause) : code;
}

/** `fetch` throws a TypeError with a cause before there is a response; the SDK wraps it in an error with the address. */
function isConnecting(error: Error, status: number | undefined): boolean {
  const isFetchError = error instanceof TypeError && error.cause !== undefined;
  return isFetchError || (status === undefined && textAt(error, 'url') !== undefined);
}

/**
 * The waiting time that a `Retry-After` header asks for, in milliseconds: seconds or a date (RFC 9110, 10.2.3).
 * Undefined when there is none, or it can't be read.
 */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function objectAt(from: object, field: string): object | undefined {
  const value: unknown = Reflect.get(from, field);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function textAt(from: object | undefined, field: string): string | undefined {
  const value: unknown = from && Reflect.get(from, field);
  return typeof value === 'string' ? value : undefined;
}

function numberAt(from: object, field: string): number | undefined {
  const value: unknown = Reflect.get(from, field);
  return typeof value === 'number' ? value : undefined;
}
