/**
 * Waits for work, but no longer than `graceMs` once its signal has aborted, so that work which ignores the signal can't
 * hold its place.
 *
 * @throws what the work failed with, or the signal's reason when the grace is over
 */
export async function withinGrace<T>(graceMs: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const deaf = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, deaf]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
