import type { Failure } from './failure.ts';

/** How often a call is tried again after its first failure. */
export const RETRIES = 2;

/** The longest wait that a provider may ask for in `Retry-After`; beyond it the user is told instead. */
export const LONGEST_RETRY_AFTER_MS = 20_000;

/** The first back-off is up to this long, each further one up to twice the one before. */
export const RETRY_BASE_MS = 500;

/**
 * The statuses of refusals that may pass: a request that came too slowly, at the wrong moment or too often, a fault of the
 * server or of one behind it, with those that Cloudflare (520 to 524) and Anthropic (529) have of their own. The other ones
 * from 500 on say what the server will never do.
 */
const MAY_PASS: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);

export interface RetryOptions {
  /** @default RETRY_BASE_MS */
  readonly baseMs?: number;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * How long to wait before the call is tried again, in milliseconds; undefined when it shouldn't be.
 *
 * Worth another try are refusals that pass and connections that failed. Without a `Retry-After` the wait
 * is exponential with full jitter, so that many callers who failed together don't come back together
 * (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param retry 1 for the first one
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
