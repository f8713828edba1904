import { type Failure, FailureError } from './failures/failure.ts';

/**
 * Waits for a promise, but no longer than `ms`, and not beyond the signal's abort. What is told of the wait is `toldMs`,
 * where it began before.
 *
 * @throws {FailureError} of kind `timeout` when the time is over
 * @throws the signal's reason when it aborts
 */
export function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal, toldMs = ms): Promise<T> {
  return new Promise((resolve, reject) => {
    const failure: Failure = { kind: 'timeout', ms: toldMs };
    const timer = setTimeout(() => settle(() => reject(new FailureError(failure))), ms);
    const abort = () => settle(() => reject(signal.reason));
    const settle = (then: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      then();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}
