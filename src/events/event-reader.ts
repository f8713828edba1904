/** The next event, or `quiet` when none came in time, or `closed` when none will come. */
export type Next<E> = E | 'quiet' | 'closed';

/**
 * Waits for an iterator's next event for a while.
 *
 * A read that was given up stays pending: the event it brings is answered to the next call, so none is lost.
 */
export class EventReader<E extends object> {
  readonly #events: AsyncIterator<E>;
  #pending: Promise<Next<E>> | undefined;

  constructor(events: AsyncIterator<E>) {
    this.#events = events;
  }

  async nextWithin(ms: number): Promise<Next<E>> {
    this.#pending ??= this.#events.next().then((result) => (result.done ? 'closed' : result.value));
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise<'quiet'>((resolve) => {
      timer = setTimeout(resolve, ms, 'quiet');
    });
    try {
      const next = await Promise.race([this.#pending, quiet]);
      if (next !== 'quiet') this.#pending = undefined;
      return next;
    } finally {
      clearTimeout(timer);
    }
  }
}
