/** Work that is done again and again in the background. */
export interface RepeatedWork {
  /** Begins a run now, unless one is under way. */
  begin(): void;
  /** Begins no more runs, and resolves when the one under way has ended. */
  close(): Promise<void>;
}

/**
 * Does work again and again, one run at a time: a run that is due while another is under way is left out. It keeps no
 * process alive.
 *
 * @param ms between two beginnings; the first run comes after this time, unless `begin` asks for one before
 * @param failed told of each run that failed; the next one comes all the same
 */
export function repeatEvery(ms: number, work: () => Promise<void>, failed: (error: unknown) => void): RepeatedWork {
  let underway: Promise<void> | undefined;

  const begin = (): void => {
    underway ??= work()
      .catch(failed)
      .finally(() => {
        underway = undefined;
      });
  };

  const timer = setInterval(begin, ms).unref();
  return {
    begin,
    async close() {
      clearInterval(timer);
      await underway;
    },
  };
}
