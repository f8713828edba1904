import { LRUCache } from 'lru-cache';

/** How many texts are remembered. Clients send few different headers, each again and again. */
const MOST = 200;
/** The longest text that is remembered, in UTF-16 units. */
const LONGEST = 500;

/** The same function of a header, which remembers what came of those that were read last. */
export function remember<T>(read: (text: string) => T): (text: string) => T {
  const known = new LRUCache<string, { readonly value: T }>({ max: MOST });
  return (text) => {
    const found = known.get(text);
    if (found) return found.value;
    const value = read(text);
    if (text.length <= LONGEST) known.set(text, { value });
    return value;
  };
}
