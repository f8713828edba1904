/** How many rows there are, counted up to a bound: so a count costs no more, however many there are. */
export interface Count {
  readonly count: number;
  /** Whether there are no more than were counted. */
  readonly isExact: boolean;
}

/** How far the rows of a list are counted. */
export const MOST_COUNTED = 10_000;
/** How many rows a statement has to find to tell whether there are more than that. */
export const COUNTED_ROWS = MOST_COUNTED + 1;

/** @param found how many rows a statement has found that stops at one more than the bound */
export function countUpTo(found: number, bound = MOST_COUNTED): Count {
  return { count: Math.min(found, bound), isExact: found <= bound };
}
