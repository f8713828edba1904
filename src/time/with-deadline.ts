import { setMaxListeners } from 'node:events';

/**
 * Does something with a signal that aborts when the time is up, or with another signal.
 *
 * When it has ended nothing of it is left at the other signal, which may live as long as the process: `AbortSignal.any`
 * would leave an entry there for each call.
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const call = new AbortController();
  const abort = () => call.abort(signal.reason);
  const timer = setTimeout(() => call.abort(new Error(`The ${ms} ms are over.`)), ms);
  // It has as many as there are calls under way, which is no leak.
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
