import type { Failure } from './failure.ts';

/** The most retries of a call after its first failure. */
export const RETRIES = 2;

/** The longest wait that a provider may ask for in `Retry-After`. Instead of a longer one, the user is told. */
export const LONGEST_RETRY_AFTER_MS = 20_000;

/** The longest first back-off. Each further one may be twice as long as the one before. */
export const RETRY_BASE_MS = 500;

/**
 * The statuses of failures that may pass: a request that came too slowly, too often or at the wrong moment, and a
 * fault of the server or one behind it, including those of Cloudflare (520 to 524) and Anthropic (529). The other
 * statuses from 500 on name what the server will never do.
 */
const MAY_PASS: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);

export interface RetryOptions {
  /** @default RETRY_BASE_MS */
  readonly baseMs?: number;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * How long to wait before a call is retried, in milliseconds; undefined when it should not be.
 *
 * Retried are failures that may pass and connections that broke. Without a `Retry-After` the wait is exponential with
 * full jitter, so that callers who failed at the same time don't come back at the same time (M. Brooker, "Exponential
 * Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param retry the number of the retry, from 1
 */
export function retryDelay(failure: Failure, retry: number, options: RetryOptions = {}): number | undefined {
  const { baseMs = RETRY_BASE_MS, random = Math.random } = options;
  if (retry > RETRIES || !mayPass(failure)) return undefined;
  const asked = failure.kind === 'status' ? failure.retryAfterMs : undefined;
  if (asked === undefined) return random() * baseMs * 2 ** (retry - 1);
  return asked <= LONGEST_RETRY_AFTER_MS ? asked : undefined;
}

function mayPass(failure: Failure): boolean {
  if (failure.kind === 'status') return !failure.isSpent && MAY_PASS.has(failure.status ?? 0);
  return failure.kind === 'unreachable' || failure.kind === 'broken';
}
