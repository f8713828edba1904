import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';

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

/** An IPv4 address, or the /64 of an IPv6 address, all of which one customer of a provider has. */
function networkOf(address = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const [first, last] = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const zeros = address.includes('::') ? 8 - (first?.length ?? 0) - (last?.length ?? 0) : 0;
  const groups = [...(first ?? []), ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...(last ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
