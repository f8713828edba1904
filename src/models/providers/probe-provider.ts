import { FailureError, readRetryAfter } from './failure.ts';
import type { Provider } from './provider.ts';

/**
 * Asks for the list of models, which costs nothing, and reads none of it. Ends when the signal aborts or the time
 * is over.
 *
 * @throws {FailureError} when the provider refuses or the time is over, else what `fetch` throws
 */
export async function probeProvider(provider: Provider, ms: number, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(ms);
  const { url, headers } = provider.modelsRequest;
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, timeout]) });
    await response.body?.cancel();
    if (response.ok) return;
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
    throw new FailureError({ kind: 'status', status: response.status, retryAfterMs, detail: response.statusText });
  } catch (error) {
    if (timeout.aborted && !signal.aborted) throw new FailureError({ kind: 'timeout', ms });
    throw error;
  }
}
