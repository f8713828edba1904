/** What happens to a subscription's events on their way to the client. */
export interface TrackOptions<E, T> {
  /** Is given a function that ends the subscription, to be called when its request is over. */
  readonly whenOver: (end: () => void) => void;
  /** What the client gets of an event; a failure ends the subscription, as one of the source does. */
  readonly map: (event: E) => T | Promise<T>;
  /** What the client gets last after a failure. */
  readonly last: (error: unknown) => T;
  /** Called once, however the subscription ends, before the source is told to return. */
  readonly onEnd: () => void;
}

/**
 * A subscription that ends when its source ends or fails, when its reader returns it, or when its request is over.
 *
 * It ends at once, also while its source waits for the next event: an async generator by itself would see `return()`
 * only when that event has come. Nothing is asked of the source but what the reader asks for.
 */
export class TrackedSubscription<E, T> implements AsyncIterableIterator<T> {
  readonly #source: AsyncIterator<E>;
  readonly #options: TrackOptions<E, T>;
  #open = true;
  /** Answers the `next()` that waits, if one does. */
  #settle: (result: IteratorResult<T>) => void = () => undefined;

  constructor(source: AsyncIterator<E>, options: TrackOptions<E, T>) {
    this.#source = source;
    this.#options = options;
    options.whenOver(() => this.#end(true));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (!this.#open) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#source.next().then(this.#take, this.#fail);
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.#end(true);
    return { done: true, value: undefined };
  }

  readonly #take = (result: IteratorResult<E>): void => {
    if (result.done) this.#end(false);
    if (result.done || !this.#open) return;
    try {
      const value = this.#options.map(result.value);
      if (value instanceof Promise) value.then(this.#give, this.#fail);
      else this.#give(value);
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #give = (value: T): void => this.#settle({ done: false, value });

  readonly #fail = (error: unknown): void => {
    if (this.#open) this.#give(this.#options.last(error));
    this.#end(true);
  };

  #end(returnSource: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#settle({ done: true, value: undefined });
    // Ends the request, whose signal lets a source that waits go on to its end.
    this.#options.onEnd();
    // Not awaited, for a source that waits would hold up the reader. Nobody is left who could be told of its failure.
    if (returnSource) void Promise.resolve(this.#source.return?.()).catch(() => undefined);
  }
}
