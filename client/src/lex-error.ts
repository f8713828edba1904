import type { FinishedReply } from './reply-event.ts';

/** Why something failed: a code of the API, or one of the two that this client has of its own. */
export type LexErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'
  /** Nothing of an answer came, or not all of it: no network, no server, or a proxy without one. */
  | 'UNREACHABLE'
  /** What answers isn't Lex, or is of another version. */
  | 'UNEXPECTED'
  /** Codes that a newer server has. */
  | (string & {});

export interface LexErrorFacts {
  /** How long to wait before asking again, in milliseconds, where the server says so. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What the server refused, or what did not reach it. The message is for people, in English. */
export class LexError extends Error {
  override readonly name: string = 'LexError';
  readonly code: LexErrorCode;
  /** How long to wait before asking again, in milliseconds, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: LexErrorCode, message: string, { retryAfterMs, cause }: LexErrorFacts = {}) {
    super(message, { cause });
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The message was taken, and its reply could not be finished. What was written of it is in `reply`. */
export class ReplyFailedError extends LexError {
  override readonly name = 'ReplyFailedError';
  readonly reply: FinishedReply;

  constructor(reply: FinishedReply) {
    super(reply.errorCode ?? 'INTERNAL_SERVER_ERROR', reply.error ?? 'The reply could not be finished.');
    this.reply = reply;
  }
}
