import { setTimeout } from 'node:timers/promises';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Tries something that may safely be tried again until it works, with growing pauses.
 *
 * @param patienceMs after this time it isn't tried again
 * @throws what the last try failed with, when the time is up or the signal has aborted
 */
export async function untilDone<T>(
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
