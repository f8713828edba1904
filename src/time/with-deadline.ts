import { setMaxListeners } from 'node:events';

/**
 * Does work with a signal of its own, which aborts when the time is up or when the given signal does.
 *
 * After the work nothing is left at the given signal, which may live as long as the process. (`AbortSignal.any` would
 * leave an entry there for each call.)
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const call = new AbortController();
  const abort = () => call.abort(signal.reason);
  const timer = setTimeout(() => call.abort(new Error(`The ${ms} ms are over.`)), ms);
  // The signal has one listener for each call under way, which may be many and is no leak.
  setMaxListeners(0, signal);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(call.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
