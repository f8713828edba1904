/** How long a provider may send nothing, in milliseconds. */
export interface Silence {
  /** Until the first token. It takes minutes to load a large model, or to read a long prompt on a slow machine. */
  readonly firstTokenMs: number;
  /** After a token, until the next one. */
  readonly betweenMs: number;
}

/** Signs of life, without a token, may prolong a wait up to so many times its length. */
const SIGNS_FACTOR = 2;

/** The longest waits of a call that hasn't failed: for its first token, and for one more. */
export function longestWaitMs({ firstTokenMs, betweenMs }: Silence): number {
  return SIGNS_FACTOR * (firstTokenMs + betweenMs);
}

/**
 * Measures how long to wait for the next sign of life in an answer.
 *
 * Each sign, even a comment or an empty piece, begins the wait again. But when no token came for twice the time, the
 * wait ends, whatever other signs came.
 */
export class Patience {
  readonly #silence: Silence;
  #limitMs: number;
  #tokenAt = performance.now();

  constructor(silence: Silence) {
    this.#silence = silence;
    this.#limitMs = silence.firstTokenMs;
  }

  /** Is called when a token came. */
  token(): void {
    this.#limitMs = this.#silence.betweenMs;
    this.#tokenAt = performance.now();
  }

  /** How long to wait from now on, and how long the whole wait will then have been, in milliseconds. */
  next(): { readonly ms: number; readonly toldMs: number } {
    const limitMs = this.#limitMs;
    const leftMs = SIGNS_FACTOR * limitMs - (performance.now() - this.#tokenAt);
    return leftMs < limitMs
      ? { ms: Math.max(0, leftMs), toldMs: SIGNS_FACTOR * limitMs }
      : { ms: limitMs, toldMs: limitMs };
  }
}
