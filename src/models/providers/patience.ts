/** How long a provider may be silent, in milliseconds. */
export interface Silence {
  /** Until the first token: a large model takes minutes to load, and a slow machine to read a long prompt. */
  readonly firstTokenMs: number;
  /** After it, until the next one. */
  readonly betweenMs: number;
}

/** Signs of life alone, without a token, make a wait up to so many times as long. */
const SIGNS_FACTOR = 2;

/** The longest that a call may keep its caller waiting for its first token, and then for another, without having failed. */
export function longestWaitMs({ firstTokenMs, betweenMs }: Silence): number {
  return SIGNS_FACTOR * (firstTokenMs + betweenMs);
}

/**
 * How long the next sign of an answer is waited for. Every sign of life begins the wait anew, be it a comment or an empty
 * piece; but not for ever: when there was no token for twice the time, the wait is over whatever else comes.
 */
export class Patience {
  readonly #silence: Silence;
  #limitMs: number;
  #tokenAt = performance.now();

  constructor(silence: Silence) {
    this.#silence = silence;
    this.#limitMs = silence.firstTokenMs;
  }

  /** A token came. */
  token(): void {
    this.#limitMs = this.#silence.betweenMs;
    this.#tokenAt = performance.now();
  }

  /** The wait from now on, in milliseconds, and how long the whole of it was when it is over. */
  next(): { readonly ms: number; readonly toldMs: number } {
    const limitMs = this.#limitMs;
    const leftMs = SIGNS_FACTOR * limitMs - (performance.now() - this.#tokenAt);
    return leftMs < limitMs
      ? { ms: Math.max(0, leftMs), toldMs: SIGNS_FACTOR * limitMs }
      : { ms: limitMs, toldMs: limitMs };
  }
}
