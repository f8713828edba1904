/** The memories of a chunk that expire: their places in it, ascending, with the instants in milliseconds since 1970. */
export type Expiries = ReadonlyMap<number, number>;

/**
 * Packs them as the earliest instant, then each place and its instant, 8 bytes each. A recall before the earliest
 * instant reads that one number and no more.
 *
 * @returns undefined when nothing expires
 */
export function packExpiries(expiries: Expiries): Uint8Array | undefined {
  if (expiries.size === 0) return undefined;
  const numbers = new Float64Array([Math.min(...expiries.values()), ...[...expiries].flat()]);
  return new Uint8Array(numbers.buffer);
}

export function readExpiries(bytes: Uint8Array): Map<number, number> {
  const numbers = numbersOf(bytes);
  const expiries = new Map<number, number>();
  for (let at = 1; at < numbers.length; at += 2) expiries.set(numbers[at] ?? 0, numbers[at + 1] ?? 0);
  return expiries;
}

/** Sets to 0 the scores of the memories of a chunk that have expired by `now`. */
export function clearExpired(bytes: Uint8Array, now: number, scores: Float64Array): void {
  const numbers = numbersOf(bytes);
  if ((numbers[0] ?? 0) > now) return;
  for (let at = 1; at < numbers.length; at += 2) if ((numbers[at + 1] ?? 0) <= now) scores[numbers[at] ?? 0] = 0;
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}
