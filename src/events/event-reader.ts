/** The next event; `quiet` when none came in time; `closed` when no more will come. */
export type Next<E> = E | 'quiet' | 'closed';

/**
 * Waits for an iterator's next event, but no longer than a time.
 *
 * When the time is up, the read stays pending, and the next call returns its event: no event is lost. However often it
 * is awaited, the pending read has one continuation. With `Promise.race` each wait would add one, which the read would
 * hold until an event comes; and where nothing changes, none does.
 */
export class EventReader<E extends object> {
  readonly #events: AsyncIterator<E>;
  #reading = false;
  /** Returns what has arrived, or throws its failure. */
  #arrived: (() => Next<E>) | undefined;
  /** Ends the wait of the caller, because something has arrived. */
  #wake: () => void = () => undefined;

  constructor(events: AsyncIterator<E>) {
    this.#events = events;
  }

  async nextWithin(ms: number): Promise<Next<E>> {
    if (!this.#reading) this.#read();
    if (!this.#arrived) await this.#arrival(ms);
    const arrived = this.#arrived;
    if (!arrived) return 'quiet';
    this.#arrived = undefined;
    this.#reading = false;
    return arrived();
  }

  #read(): void {
    this.#reading = true;
    const arrive = (tell: () => Next<E>) => {
      this.#arrived = tell;
      this.#wake();
    };
    this.#events.next().then(
      (result) => arrive(() => (result.done ? 'closed' : result.value)),
      (error: unknown) =>
        arrive(() => {
          throw error;
        }),
    );
  }

  async #arrival(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
