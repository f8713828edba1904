import { setImmediate } from 'node:timers/promises';

/** After so much work the process does something else first, in milliseconds. */
const TURN_MS = 10;

/** Maps a list, without keeping the process from its other work meanwhile. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  let begun = performance.now();
  for (const item of items) {
    if (performance.now() - begun > TURN_MS) {
      await setImmediate();
      begun = performance.now();
    }
    mapped.push(map(item));
  }
  return mapped;
}
