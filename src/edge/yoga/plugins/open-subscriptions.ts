/** What happens to a subscription's results on their way to the client. */
export interface TrackOptions<T> {
  /** Ends the subscription when it aborts. */
  readonly signal: AbortSignal;
  readonly show: (result: T) => T;
  /** The last result, when the source fails. */
  readonly last: (error: unknown) => T;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
}

/** The subscriptions that clients have open, over WebSockets and SSE together. */
export interface OpenSubscriptions {
  readonly count: number;
  /**
   * Counts a subscription until its source ends or fails, the client lets go of it, or the signal aborts.
   *
   * Letting go ends it at once, even while the source waits for its next event: an async generator by itself would
   * only notice at that event.
   */
  track<T>(source: AsyncIterable<T>, options: TrackOptions<T>): AsyncIterableIterator<T>;
}

export function createOpenSubscriptions(): OpenSubscriptions {
  let count = 0;
  return {
    get count() {
      return count;
    },
    track<T>(source: AsyncIterable<T>, options: TrackOptions<T>): AsyncIterableIterator<T> {
      count += 1;
      const onEnd = (): void => {
        count -= 1;
        options.onEnd();
      };
      return new TrackedSubscription(source[Symbol.asyncIterator](), { ...options, onEnd });
    },
  };
}

class TrackedSubscription<T> implements AsyncIterableIterator<T> {
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
    this.#options.onEnd();
    // Not awaited: a source that waits would hold up the one who lets go. Its failure no longer concerns anybody.
    if (returnSource) void Promise.resolve(this.#source.return?.()).catch(() => undefined);
  }
}
