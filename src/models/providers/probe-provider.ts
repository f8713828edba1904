import { FailureError } from '../failures/failure.ts';
import type { Provider } from './provider.ts';

/**
 * Asks a provider for its list of models, which costs nothing, and reads none of it.
 *
 * @throws {FailureError} when the provider refuses, or doesn't answer within `ms`
 */
export async function probeProvider({ http }: Provider, ms: number, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(ms);
  try {
    const response = await http.call({ path: 'models', signal: AbortSignal.any([signal, timeout]) });
    await response.body?.cancel();
  } catch (error) {
    if (timeout.aborted && !signal.aborted) throw new FailureError({ kind: 'timeout', ms });
    throw error;
  }
}
