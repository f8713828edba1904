/**
 * A subscription's source that ends as soon as nobody wants it.
 *
 * An async generator that waits for its next event doesn't see `return()` until that event has come, which may be never.
 * So the source gets a signal, and `return()` aborts it first.
 */
export function untilReturned<T>(source: (signal: AbortSignal) => AsyncIterable<T>): AsyncIterableIterator<T> {
  const controller = new AbortController();
  const iterator = source(controller.signal)[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    async return() {
      controller.abort();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      controller.abort();
      await iterator.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
