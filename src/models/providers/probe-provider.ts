import { readFailure } from '../failures/failure.ts';
import { toModelError } from '../failures/failure-message.ts';
import type { Provider } from './provider.ts';

/** How long a probe may take. */
export const PROBE_TIMEOUT_MS = 3_000;

/**
 * Asks a provider for its list of models, which costs nothing, and reads none of it.
 *
 * @throws {ModelError} when the provider refuses, or doesn't answer within `ms`
 * @throws the signal's reason, when it aborts
 */
export async function probeProvider(provider: Provider, ms: number, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(ms);
  try {
    const response = await provider.http.call({ path: 'models', signal: AbortSignal.any([signal, timeout]) });
    await response.body?.cancel();
  } catch (error) {
    signal.throwIfAborted();
    const failure = timeout.aborted ? ({ kind: 'timeout', ms } as const) : readFailure(error);
    throw toModelError(failure, provider, undefined);
  }
}
