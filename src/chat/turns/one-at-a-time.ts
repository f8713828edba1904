import { within } from '../../time/within.ts';

/**
 * The longest that anybody waits for those before. Order is only a courtesy here: the database's locks keep what is
 * stored right without it.
 */
const PATIENCE_MS = 2_000;

/**
 * Runs functions with the same key one after the other within this process, in the order of the calls. Statements that
 * would only wait for each other's locks in the database then occupy no connections meanwhile.
 */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
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
    if (before) await within(PATIENCE_MS, before, { late: () => undefined });
    return work();
  }
}
