import { UnavailableError } from '../../errors.ts';
import { within } from '../../time/within.ts';

/** How long an operation may run before its client is told that it won't be answered, in milliseconds. */
export interface ExecutionTime {
  readonly queryMs: number;
  readonly mutationMs: number;
}

/** A recall over a large memory takes a second; a chat may be waited for as long as a minute. */
export const EXECUTION_TIME: ExecutionTime = { queryMs: 30_000, mutationMs: 120_000 };

/**
 * What is running, for as long as it may. It isn't stopped by this: what it waits for has time-outs of its own.
 *
 * @param onLate called when the time is over
 * @throws {UnavailableError} when the time is over
 */
export function withinTime<T>(running: T | Promise<T>, ms: number, onLate: () => void): T | Promise<T> {
  if (!(running instanceof Promise)) return running;
  return within(ms, running, {
    late() {
      onLate();
      throw new UnavailableError(
        `This took longer than ${ms / 1_000} s. What it was to change may be done all the same.`,
      );
    },
  });
}
