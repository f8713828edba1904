import type { Asking, Try } from './ask.ts';
import { LexError } from './lex-error.ts';

/** What these refuse may be taken later. */
const PASSING: readonly string[] = ['UNREACHABLE', 'OVERLOADED', 'RATE_LIMITED', 'UNAVAILABLE'];
const LONGEST_WAIT_MS = 8_000;
/** A server that asks for a longer wait, in milliseconds, is told to whoever asked instead. */
const LONGEST_ASKED_MS = 120_000;
/** How many tokens in a row are shown when each is refused. */
const MOST_TOKENS = 3;

/** Decides what is worth another try, and waits for it. One for each thing that is tried again and again. */
export class Retry {
  readonly #asking: Asking;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;
  #refusals = 0;

  constructor(asking: Asking, signal: AbortSignal | undefined) {
    this.#asking = asking;
    this.#signal = signal;
  }

  /** Something has come: what is counted begins anew. */
  progress(): void {
    this.#failures = 0;
    this.#refusals = 0;
  }

  /**
   * Resolves when it is time to try again.
   *
   * @throws the error itself, when another try is of no use
   */
  async after(error: unknown, { token }: Try): Promise<void> {
    if (!(error instanceof LexError)) throw error;
    const { credential, settings } = this.#asking;
    if (error.code === 'UNAUTHENTICATED' && ++this.#refusals < MOST_TOKENS && credential.refuse(token)) return;
    if (!PASSING.includes(error.code) || ++this.#failures >= settings.tries) throw error;
    const { retryAfterMs = 0 } = error;
    if (retryAfterMs > LONGEST_ASKED_MS) throw error;
    const grown = Math.min(settings.firstWaitMs * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    // Many clients that were cut off together don't come back together, and none before it was told to.
    const wait = Math.max(grown * (0.8 + 0.4 * Math.random()), retryAfterMs * (1 + 0.2 * Math.random()));
    settings.onRetry(error, wait);
    await sleep(wait, this.#signal);
  }
}

/** @throws the signal's reason when it aborts */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener('abort', over);
    if (signal?.aborted) over();
  });
}

/**
 * The result of an operation that may be sent again and again, as it does the same then.
 *
 * @throws {LexError} when it is refused, or can't be sent
 */
export async function askUntilAnswered<Result>(
  asking: Asking,
  signal: AbortSignal | undefined,
  results: (noted: Try) => AsyncGenerator<Result>,
): Promise<Result> {
  const retry = new Retry(asking, signal);
  for (;;) {
    const noted: Try = {};
    try {
      for await (const result of results(noted)) return result;
      throw new LexError('UNREACHABLE', 'The answer was cut off.');
    } catch (error) {
      await retry.after(error, noted);
    }
  }
}
