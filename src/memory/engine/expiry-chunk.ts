/** The places within a chunk of memories that expire, ascending, with their instants in milliseconds since 1970. */
export type Expiries = ReadonlyMap<number, number>;

/**
 * Packs them as the first instant of all, then place and instant in turn, 8 bytes each: a recall before the first reads
 * one number.
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

/** Calls back for each place that has expired by then. */
export function eachExpired(bytes: Uint8Array, now: number, each: (place: number) => void): void {
  const numbers = numbersOf(bytes);
  if ((numbers[0] ?? 0) > now) return;
  for (let at = 1; at < numbers.length; at += 2) if ((numbers[at + 1] ?? 0) <= now) each(numbers[at] ?? 0);
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}
