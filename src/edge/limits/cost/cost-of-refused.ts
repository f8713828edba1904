/**
 * What an operation costs that is refused when its document has been read, in points: with the million that a user has
 * in a minute by default, a hundred are read.
 */
export const REFUSED_POINTS = 10_000;

/** A body up to this length costs nothing by itself: nearly all are shorter. In bytes, or characters on a socket. */
const FREE_LENGTH = 16_384;
/** JSON of a million bytes, which may take 15 ms to parse, then costs as much as a refused operation. */
const LENGTH_PER_POINT = 100;

/** What a body costs that is read, before it is known what it asks for, in points. */
export function costOfBody(length: number): number {
  return length > FREE_LENGTH ? Math.ceil(length / LENGTH_PER_POINT) : 0;
}
