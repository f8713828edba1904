/** A signal that also aborts when the time is up. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Leaves nothing at the given signal, and no timer. */
  end(): void;
}

/** @param late what the signal's reason is when the time is up */
export function timeLimit(ms: number, given: AbortSignal, late: () => Error): TimeLimit {
  const call = new AbortController();
  const abort = (): void => call.abort(given.reason);
  const timer = setTimeout(() => call.abort(late()), ms);
  if (given.aborted) abort();
  else given.addEventListener('abort', abort, { once: true });
  return {
    signal: call.signal,
    end() {
      clearTimeout(timer);
      given.removeEventListener('abort', abort);
    },
  };
}
