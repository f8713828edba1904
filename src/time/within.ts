export interface Limit<L> {
  /** What the caller gets when the time is up, or throws. @default it throws an error that names the time */
  readonly late?: () => L;
  /** Ends the wait when it aborts: the caller is then thrown the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for work, but no longer than `ms`. The work itself goes on, and what it brings after the time is ignored; work
 * that takes a signal can be ended by `withDeadline` instead.
 *
 * @throws what the work failed with
 */
export function within<T, L = never>(ms: number, work: Promise<T>, { late, signal }: Limit<L> = {}): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      stop();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      stop();
      resolve(whenLate(ms, late));
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    // Also of work that nobody waits for any more: its failure must not end the process.
    work.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}

async function whenLate<L>(ms: number, late: (() => L) | undefined): Promise<L> {
  if (late) return late();
  throw new Error(`no answer within ${ms} ms`);
}
