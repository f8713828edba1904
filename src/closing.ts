/** Closes what has been opened, in the opposite order. (Node 20 has no AsyncDisposableStack.) */
export class Closing {
  readonly #steps: (() => unknown)[] = [];

  /** Adds a function that closes something. When it returns a promise, that is awaited before the next is called. */
  defer(close: () => unknown): void {
    this.#steps.push(close);
  }

  /**
   * Closes everything, even when something fails to close.
   *
   * @throws {AggregateError} of all that failed
   */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed.');
  }
}
