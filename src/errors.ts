/**
 * The codes that a client meets in `extensions.code`. They are part of the public contract:
 * new ones may be added, none may be renamed.
 */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_ONLY'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'INTERNAL_SERVER_ERROR';

/** What of a {@link LexError} is told besides its code and message. */
interface LexErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
  readonly param?: string;
  readonly reason?: string;
}

/**
 * A failure that is told to the user as it is: its message says what to do, and holds no secrets.
 * Everything that isn't a LexError is masked at the edge (graphql/public-error.ts).
 */
export class LexError extends Error {
  readonly code: ErrorCode;
  /** How long to wait before the same call may work, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Which argument is wrong, where the API that it came by tells that apart from the message. */
  readonly param: string | undefined;
  /** What is wrong, as programs read it, where that is more than the code says: such as `model_not_found`. */
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, options: LexErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.param = options.param;
    this.reason = options.reason;
  }
}

/** The caller sent something that can't be right; the message names the argument. */
export class BadUserInputError extends LexError {
  constructor(message: string, options?: Omit<LexErrorOptions, 'retryAfterMs'>) {
    super('BAD_USER_INPUT', message, options);
  }
}

/** There is no such thing, or it is somebody else's: the two are never told apart. */
export class NotFoundError extends LexError {
  constructor(what: string) {
    super('NOT_FOUND', `There is no such ${what}.`);
  }
}

/** The state of things doesn't allow the call. */
export class ConflictError extends LexError {
  constructor(message: string) {
    super('CONFLICT', message);
  }
}

/** A component that the call needs doesn't answer. */
export class UnavailableError extends LexError {
  constructor(message: string, options?: { cause?: unknown; retryAfterMs?: number }) {
    super('UNAVAILABLE', message, options);
  }
}

/**
 * The process can't start or go on, for a reason that its operator can mend: printed as one line,
 * without a stack, before exit 1.
 */
export class StartError extends Error {
  override name = 'StartError';
}

/** The message of anything that was thrown, also when it isn't an Error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
