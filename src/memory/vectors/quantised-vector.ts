/**
 * A vector of unit length in 8-bit integers: each number is its integer times the scale, which is a 127th of the
 * largest number (scale quantisation: Wu et al., "Integer Quantization for Deep Learning Inference", arXiv:2004.09602,
 * 3.1).
 *
 * It takes a quarter of the space of 32-bit floats. The loss, as quantised-vector.test.ts measures it on made vectors
 * of 384 numbers in clusters: a cosine is wrong by 0.0004 on average and by 0.0023 at most, and of the ten nearest
 * vectors by floats 98.6% are among the ten nearest by integers.
 */
export interface QuantisedVector {
  readonly scale: number;
  readonly numbers: Int8Array;
}

const LARGEST = 127;

/**
 * The direction of a vector; its length is lost.
 *
 * @throws {RangeError} when the vector has no direction
 */
export function quantise(vector: Float32Array): QuantisedVector {
  let squares = 0;
  let largest = 0;
  for (const number of vector) {
    squares += number * number;
    largest = Math.max(largest, Math.abs(number));
  }
  if (!(largest > 0) || !Number.isFinite(squares)) throw new RangeError('A vector of no direction can’t be kept.');
  const toInteger = LARGEST / largest;
  const numbers = Int8Array.from(vector, (number) => Math.round(number * toInteger));
  return { scale: Math.fround(largest / Math.sqrt(squares) / LARGEST), numbers };
}

/** The cosine of the angle between two vectors of the same length, from -1 to 1. */
export function cosine(a: QuantisedVector, b: QuantisedVector): number {
  return a.scale * b.scale * dot(a.numbers, b.numbers, 0);
}

/**
 * The dot product of a vector and of as many numbers of `b` from a place on. It is exact: 127² times the 16,000
 * numbers of the longest vectors fits into 32 bits.
 */
export function dot(a: Int8Array, b: Int8Array, from: number): number {
  const { length } = a;
  const whole = length - (length % 8);
  let first = 0;
  let second = 0;
  let at = 0;
  // Eight at a time into two sums, so that the processor needn't wait for one addition before the next.
  for (; at < whole; at += 8) {
    const to = from + at;
    first += part(a, at, b, to) + part(a, at + 1, b, to + 1) + part(a, at + 2, b, to + 2) + part(a, at + 3, b, to + 3);
    second +=
      part(a, at + 4, b, to + 4) + part(a, at + 5, b, to + 5) + part(a, at + 6, b, to + 6) + part(a, at + 7, b, to + 7);
  }
  for (; at < length; at++) first += part(a, at, b, from + at);
  return first + second;
}

function part(a: Int8Array, at: number, b: Int8Array, to: number): number {
  return (a[at] ?? 0) * (b[to] ?? 0);
}
