/** What has been opened, to be closed in the opposite order. (Node 20 has no AsyncDisposableStack.) */
export class Closing {
  readonly #steps: (() => unknown)[] = [];

  /** Adds what closes something; a promise that it returns is waited for. */
  defer(close: () => unknown): void {
    this.#steps.push(close);
  }

  /** Closes everything, also after a step that failed. @throws {AggregateError} when any did */
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
