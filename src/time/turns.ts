/** Lets a few run at a time; the others wait for their turn, in order. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(atATime: number) {
    this.#free = atATime;
  }

  /**
   * Does work when its turn comes.
   *
   * @param signal ends the wait, not work that has begun. @default it waits however long
   * @throws the signal's reason, when it aborts before the turn comes
   */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#waiting.delete(turn);
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      const turn = (): void => end(resolve);
      const aborted = (): void => end(() => reject(signal?.reason));
      this.#waiting.add(turn);
      signal?.addEventListener('abort', aborted);
    });
  }
}
