import type { Counter } from 'prom-client';

/** Counts what happens so often that a counter's own way, which sorts and joins labels each time, is felt. */
export interface Tally<A extends string, B extends string> {
  readonly labelNames: [A, B];
  /** Counts one. The labels take few values. */
  count(first: string, second: string): void;
  /** How many were counted with this second label, whatever the first; and how many with another. */
  split(second: string): { readonly those: number; readonly others: number };
  /** Writes all that was counted into a counter with these labels, when that is read. */
  tell(counter: Counter<A | B>): void;
}

/** Creates a tally by two labels. */
export function createTally<A extends string, B extends string>(labelNames: [A, B]): Tally<A, B> {
  const counts = new Map<string, Map<string, number>>();
  return {
    labelNames,
    count(first, second) {
      let inner = counts.get(first);
      if (!inner) {
        inner = new Map();
        counts.set(first, inner);
      }
      inner.set(second, (inner.get(second) ?? 0) + 1);
    },
    split(second) {
      let those = 0;
      let others = 0;
      for (const inner of counts.values()) {
        for (const [label, count] of inner) {
          if (label === second) those += count;
          else others += count;
        }
      }
      return { those, others };
    },
    tell(counter) {
      counter.reset();
      for (const [first, inner] of counts) {
        for (const [second, count] of inner) counter.labels(first, second).inc(count);
      }
    },
  };
}
