import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the length of a turn is looked at, in milliseconds. */
const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/** Measures how long what comes to the process waits for its turn of the event loop. */
export interface LoopWait {
  /** The mean wait since the last call, in milliseconds, of something that comes at any moment. */
  read(): number;
  close(): void;
}

/**
 * The mean of the turns' lengths would be misled by the many short ones: a loop that is held up for a second and then
 * has fifty short turns keeps waiting nearly all that comes. What comes at any moment falls into a turn the more likely
 * the longer it is, and waits for half of it: E[d²] / 2 E[d] (the mean residual life of renewal theory).
 */
export function measureLoopWait(): LoopWait {
  const turns = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  turns.enable();
  return {
    read() {
      const wait = meanWait(turns.mean / NS_PER_MS, turns.stddev / NS_PER_MS);
      turns.reset();
      return wait;
    },
    close: () => void turns.disable(),
  };
}

/**
 * @param mean of the measured lengths, each of which has the time between two looks in it
 * @param deviation their standard deviation
 */
export function meanWait(mean: number, deviation: number): number {
  const longer = Math.max(0, mean - RESOLUTION_MS);
  // Without a look since the last call there is nothing to tell.
  return mean > 0 ? (deviation ** 2 + longer ** 2) / (2 * mean) : 0;
}
