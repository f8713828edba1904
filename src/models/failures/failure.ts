/** What a provider said when it refused a request or reported a fault. */
export interface Told {
  /** The status of the answer, or the one that an error inside the answer names; undefined when there is neither. */
  readonly status: number | undefined;
  /** The provider's own words, unchanged. */
  readonly detail: string;
  /** An API's error, a web page, or something else. The latter two often come from a proxy or another program. */
  readonly form: 'error' | 'page' | 'other';
}

/** Why a call to a provider failed. */
export type Failure =
  /** The provider refused, by its status or by an error inside its answer. */
  | (Told & {
      readonly kind: 'status';
      /** From `Retry-After` and its like, in milliseconds. */
      readonly retryAfterMs: number | undefined;
      /** Whether the account has no credit left, so that waiting is no use. */
      readonly isSpent: boolean;
    })
  /** The prompt is longer than the model takes. */
  | (Told & { readonly kind: 'too-long'; readonly limitTokens: number | undefined })
  /** No connection could be made. */
  | { readonly kind: 'unreachable' }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken' }
  /** Nothing came for this time, or nothing but signs of life. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** The provider or the model refused to go on, because of the content. */
  | { readonly kind: 'filtered' }
  /** The answer had no text. `thought`: it had thinking; `usedUp`: it ended because its tokens were used up. */
  | { readonly kind: 'empty'; readonly thought: boolean; readonly usedUp: boolean }
  /** The answer, or the thinking before it, grew too long. */
  | { readonly kind: 'endless' }
  /** The answer isn't in the provider's protocol; `came` says in words what it was instead, where that is known. */
  | { readonly kind: 'garbled'; readonly came?: string };

/** A failure as an error, to be thrown. */
export class FailureError extends Error {
  readonly failure: Failure;
  /** The provider's id of the request, by which its operator finds it. */
  readonly requestId: string | undefined;

  constructor(failure: Failure, requestId?: string) {
    super(failure.kind);
    this.failure = failure;
    this.requestId = requestId;
  }
}

/** The codes of the system and of undici for a connection that was made, and broke. */
const ENDED_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ECONNRESET',
  'EPIPE',
]);

/** The failure behind what was thrown while a provider was asked, by Lex or by `fetch`. */
export function readFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (!(error instanceof Error)) return { kind: 'garbled' };
  if (ENDED_CODES.has(networkCode(error) ?? '')) return { kind: 'broken' };
  // `fetch` throws a TypeError with a cause when there is no response, or when its body ended too early.
  if (error instanceof TypeError && error.cause !== undefined) {
    return { kind: error.message === 'terminated' ? 'broken' : 'unreachable' };
  }
  return { kind: 'garbled' };
}

/** The first code in the chain of an error's causes. */
function networkCode(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? networkCode(error.cause) : undefined;
}
