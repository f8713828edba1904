/** Runs work, so much of it at a time; the rest waits for its turn, in the order in which it came. */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let underway = 0;
  return async (work) => {
    if (underway >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else underway++;
    try {
      return await work();
    } finally {
      // Who waits takes over the place of this work.
      const next = waiting.shift();
      if (next) next();
      else underway--;
    }
  };
}
