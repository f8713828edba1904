/** What happens to a subscription's results on their way to the client. */
export interface TrackOptions<T> {
  /** Ends the subscription when it aborts. */
  readonly signal: AbortSignal;
  /** Makes a result public. */
  readonly show: (result: T) => T;
  /** The last result, when the source fails. */
  readonly last: (error: unknown) => T;
  /** Called once, however the subscription ends, before the source is told to return. */
  readonly onEnd: () => void;
}

/**
 * A subscription that ends when its source ends or fails, when its reader returns it, or when the signal aborts.
 *
 * It ends at once, also while its source waits for the next event: an async generator by itself would see `return()`
 * only when that event has come.
 */
export class TrackedSubscription<T> implements AsyncIterableIterator<T> {
  readonly #source: AsyncIterator<T>;
  readonly #options: TrackOptions<T>;
  readonly #letGo = (): void => this.#end(true);
  #open = true;
  /** Answers the `next()` that waits, if one does. */
  #settle: (result: IteratorResult<T>) => void = () => undefined;

  constructor(source: AsyncIterator<T>, options: TrackOptions<T>) {
    this.#source = source;
    this.#options = options;
    options.signal.addEventListener('abort', this.#letGo);
    if (options.signal.aborted) this.#letGo();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (!this.#open) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#source.next().then(
        (result) => {
          if (result.done) this.#end(false);
          else resolve({ done: false, value: this.#options.show(result.value) });
        },
        (error: unknown) => {
          if (this.#open) resolve({ done: false, value: this.#options.last(error) });
          this.#end(false);
        },
      );
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.#end(true);
    return { done: true, value: undefined };
  }

  #end(returnSource: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#options.signal.removeEventListener('abort', this.#letGo);
    this.#settle({ done: true, value: undefined });
    // Ends the request, whose signal lets a source that waits go on to its end.
    this.#options.onEnd();
    // Not awaited, for a source that waits would hold up the reader. Nobody is left who could be told of its failure.
    if (returnSource) void Promise.resolve(this.#source.return?.()).catch(() => undefined);
  }
}
