/** The next event, or `quiet` when none came in time, or `closed` when none will come. */
export type Next<E> = E | 'quiet' | 'closed';

/**
 * Waits for an iterator's next event for a while.
 *
 * A read that was given up stays pending: the event it brings is answered to the next call, so none is lost. It is read
 * once however often it is waited for: what waited for a promise by `Promise.race` stays with it until it is settled, which
 * for a watcher of something that doesn't change is never.
 */
export class EventReader<E extends object> {
  readonly #events: AsyncIterator<E>;
  #reading = false;
  /** What came while nobody waited. */
  #arrived: (() => Next<E>) | undefined;
  /** Tells the one who waits that something has arrived. */
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
