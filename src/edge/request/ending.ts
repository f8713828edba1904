/**
 * The end of something that others wait for. An AbortSignal costs a kilobyte, and most that ends has nobody who needs
 * one: it is made when somebody asks.
 */
export class Ending {
  #over = false;
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;

  get over(): boolean {
    return this.#over;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#over) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Calls a function at the end, or at once when that is over; in place of one that was given before. */
  whenOver(listener: () => void): void {
    if (this.#over) listener();
    else this.#listener = listener;
  }

  /** Calling it again does nothing. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener?.();
    this.#listener = undefined;
    this.#controller?.abort();
  }
}
