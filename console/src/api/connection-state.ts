/** Whether the server can be reached, as far as the page knows. */
export type Reach = 'online' | 'reconnecting' | 'offline';

/** Follows the browser's word on the network and what becomes of requests and of the socket. */
export class ConnectionState {
  #reach: Reach = navigator.onLine ? 'online' : 'offline';
  readonly #listeners = new Set<() => void>();

  readonly #ending = new AbortController();

  constructor() {
    const { signal } = this.#ending;
    addEventListener('online', () => this.#become('reconnecting'), { signal });
    addEventListener('offline', () => this.#become('offline'), { signal });
  }

  get reach(): Reach {
    return this.#reach;
  }

  /** Calls back on each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Told of an attempt to reach the server. */
  attempt(outcome: 'reached' | 'unreachable'): void {
    if (outcome === 'reached') this.#become('online');
    else this.#become(navigator.onLine ? 'reconnecting' : 'offline');
  }

  /** Follows the browser's word no more. */
  close(): void {
    this.#ending.abort();
  }

  #become(reach: Reach): void {
    if (reach === this.#reach) return;
    this.#reach = reach;
    for (const listener of [...this.#listeners]) listener();
  }
}
