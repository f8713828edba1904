/** What a provider said when it refused or reported a fault. */
export interface Told {
  /** That of the answer, or the one that an error inside an answer names; undefined when neither tells. */
  readonly status: number | undefined;
  /** The provider's own words, as they came. */
  readonly detail: string;
  /** An error of an API, a web page, or anything else: the latter two often come from a proxy or another program. */
  readonly form: 'error' | 'page' | 'other';
}

/** Why a call to a provider failed. */
export type Failure =
  /** The provider said no: by its status, or by an error in its answer. */
  | (Told & {
      readonly kind: 'status';
      /** From `Retry-After` and its like, in milliseconds. */
      readonly retryAfterMs: number | undefined;
      /** Whether what was paid for is used up, which no waiting mends. */
      readonly isSpent: boolean;
    })
  /** The prompt is longer than the model takes. */
  | (Told & { readonly kind: 'too-long'; readonly limitTokens: number | undefined })
  /** No connection came about. */
  | { readonly kind: 'unreachable' }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken' }
  /** Nothing came for that long, or nothing but signs of life. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** The provider or the model refused to go on, because of the content. */
  | { readonly kind: 'filtered' }
  /** The answer ended without a word: after thinking or not, because the tokens were used up or not. */
  | { readonly kind: 'empty'; readonly thought: boolean; readonly usedUp: boolean }
  /** The answer, or the thinking before it, didn't stop. */
  | { readonly kind: 'endless' }
  /** What came isn't the provider's protocol; `came` says in words what is wrong with it, where that is known. */
  | { readonly kind: 'garbled'; readonly came?: string };

/** Carries a failure through code that throws. */
export class FailureError extends Error {
  readonly failure: Failure;
  /** What the provider calls the request, for its operator to find it by. */
  readonly requestId: string | undefined;

  constructor(failure: Failure, requestId?: string) {
    super(failure.kind);
    this.failure = failure;
    this.requestId = requestId;
  }
}

/** The codes of the system and of undici for a connection that was there, and ended. */
const ENDED_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ECONNRESET',
  'EPIPE',
]);

/** Reads what was thrown while a provider was asked: a failure, or what `fetch` throws. */
export function readFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (!(error instanceof Error)) return { kind: 'garbled' };
  if (ENDED_CODES.has(networkCode(error) ?? '')) return { kind: 'broken' };
  // `fetch` throws a TypeError with a cause before there is a response, and for a body that ended too early.
  if (error instanceof TypeError && error.cause !== undefined) {
    return { kind: error.message === 'terminated' ? 'broken' : 'unreachable' };
  }
  return { kind: 'garbled' };
}

/** The first code in the chain of causes. */
function networkCode(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? networkCode(error.cause) : undefined;
}
