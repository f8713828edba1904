import { LRUCache } from 'lru-cache';
import { networkOf } from '../../network-of.ts';

/** How many addresses are remembered; those that have been quiet the longest are forgotten first. */
const MOST_ADDRESSES = 10_000;
/** How many attempts may fail at once from one address, and after how long, in milliseconds, one more may. */
const AT_ONCE = 20;
const ONE_MORE_MS = 3_000;

/** Counts, for each address, what was shown from it and didn't hold. */
export class FailedAttempts {
  /** When the address would have no failure left that counts, by the clock that only goes on. */
  readonly #clearAt = new LRUCache<string, number>({ max: MOST_ADDRESSES });

  add(address: string | undefined): void {
    const name = networkOf(address);
    const now = performance.now();
    const latest = now + (AT_ONCE + 1) * ONE_MORE_MS;
    this.#clearAt.set(name, Math.min(latest, Math.max(now, this.#clearAt.get(name) ?? 0) + ONE_MORE_MS));
  }

  /** How long the address has to wait, in milliseconds; 0 when it may try. */
  waitMs(address: string | undefined): number {
    const clearAt = this.#clearAt.peek(networkOf(address)) ?? 0;
    return Math.max(0, Math.ceil(clearAt - performance.now() - AT_ONCE * ONE_MORE_MS));
  }
}
