import { setTimeout } from 'node:timers/promises';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Repeats work that is safe to repeat until it succeeds or the time is up, with growing pauses between the tries.
 *
 * @param patienceMs no try begins after this time
 * @throws what the last try failed with, when the time is up or the signal has aborted
 */
export async function retryUntil<T>(
  work: () => Promise<T>,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal?: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || performance.now() + pauseMs > deadline) throw error;
    }
    await setTimeout(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
