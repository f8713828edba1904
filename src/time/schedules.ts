import { typesOf } from '../loggable-error.ts';
import { type RepeatedWork, repeatEvery } from './repeat-every.ts';

/** Work that this process does again and again, and how it went last. */
export interface Schedule {
  readonly name: string;
  /** What it does, in words. */
  readonly does: string;
  /** Milliseconds between two beginnings. */
  readonly everyMs: number;
  readonly isRunning: boolean;
  /** The last run that has ended; undefined before the first. */
  readonly lastRun: LastRun | undefined;
  /** When the next run is due, unless something asks for one before. */
  readonly nextRunAt: Date;
}

export interface LastRun {
  readonly startedAt: Date;
  readonly tookMs: number;
  /** The types and codes of what was thrown; undefined when it went well. */
  readonly problem: string | undefined;
}

/** What to repeat, under a name of its own. */
export interface Repeated {
  readonly name: string;
  readonly does: string;
  readonly everyMs: number;
  work(): Promise<void>;
  /** Told of each run that failed; the next one comes all the same. */
  failed(error: unknown): void;
}

/** Everything that a process repeats for the upkeep of what it has, with how it went. */
export interface Schedules {
  /** Repeats work as `repeatEvery` does, until it is closed. */
  repeat(repeated: Repeated): RepeatedWork;
  /** By their names. */
  list(): Schedule[];
}

export function createSchedules(): Schedules {
  const known = new Map<string, () => Schedule>();
  return {
    repeat({ name, does, everyMs, work, failed }) {
      const begunAt = Date.now();
      let isRunning = false;
      let lastRun: LastRun | undefined;

      async function noted(): Promise<void> {
        const [start, from] = [new Date(), performance.now()];
        isRunning = true;
        let problem: string | undefined;
        try {
          await work();
        } catch (error) {
          problem = typesOf(error);
          throw error;
        } finally {
          lastRun = { startedAt: start, tookMs: performance.now() - from, problem };
          isRunning = false;
        }
      }

      const repeating = repeatEvery(everyMs, noted, failed);
      known.set(name, () => ({
        name,
        does,
        everyMs,
        isRunning,
        lastRun,
        nextRunAt: nextTick(begunAt, everyMs),
      }));
      return {
        begin: repeating.begin,
        async close() {
          known.delete(name);
          await repeating.close();
        },
      };
    },
    list: () => [...known.values()].map((read) => read()).sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

/** Ticks come at whole multiples of the interval, whatever runs begin in between. */
function nextTick(begunAt: number, everyMs: number): Date {
  return new Date(begunAt + (Math.floor((Date.now() - begunAt) / everyMs) + 1) * everyMs);
}
