import { setTimeout } from 'node:timers/promises';

/** Nobody waits longer for those before: order is a courtesy here, what must hold is the database's to see to. */
const PATIENCE_MS = 2_000;

/**
 * Lets work with the same key be done one after the other within this process, in the order in which it came: statements that
 * would only wait for each other's locks take no connections from others meanwhile.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const done = this.#after(before, work);
    const settled = done.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  async #after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    if (before) {
      const waited = new AbortController();
      const patience = setTimeout(PATIENCE_MS, undefined, { signal: waited.signal }).catch(() => undefined);
      await Promise.race([before, patience]);
      waited.abort();
    }
    return work();
  }
}
