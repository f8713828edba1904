/**
 * What ranking needs to know of a term in a memory, in one byte: how often it occurs (1, 2, 3, or 4 and more), how
 * long the memory is in terms (32 steps that grow by 37%, like Lucene's norms), and whether the term stands in the
 * heading. So scores are looked up instead of computed, and a posting takes three bytes.
 */
export type PostingCode = number;

export const POSTING_CODES = 256;
export const MOST_COUNTED = 4;
const LENGTHS = 32;
const STEPS_PER_DOUBLING = 2.2;

export function postingCode(count: number, length: number, inHeading: boolean): PostingCode {
  const step = Math.min(LENGTHS - 1, Math.round(Math.log2(length) * STEPS_PER_DOUBLING));
  return (inHeading ? 128 : 0) + (Math.min(count, MOST_COUNTED) - 1) * LENGTHS + step;
}

export function countOf(code: PostingCode): number {
  return ((code & 127) >> 5) + 1;
}

const LENGTH_OF_STEP = Float64Array.from({ length: LENGTHS }, (_, step) => 2 ** (step / STEPS_PER_DOUBLING));

/** Roughly the length that the code was made of. */
export function lengthOf(code: PostingCode): number {
  return LENGTH_OF_STEP[code & (LENGTHS - 1)] ?? 0;
}

export function isInHeading(code: PostingCode): boolean {
  return code >= 128;
}
