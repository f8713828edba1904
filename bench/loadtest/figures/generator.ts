import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** What is later than this in one of a hundred cases is seen in the figures. */
const LATE_MS = 20;
/** A loop that is in use for longer has a queue of its own. */
const BUSY = 0.8;

/** How this process kept up with the load that it made. */
export interface GeneratorHealth {
  /** How late its event loop was: everything is measured so much too long. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  /** The share of the time in which its event loop was in use; 1 is all of it. */
  readonly busy: number;
  /** Whether the figures are of this process as much as of the server. */
  readonly isBottleneck: boolean;
}

/** Watches this process's event loop until it is closed. */
export interface GeneratorWatch {
  health(): GeneratorHealth;
  /** The highest delay since the last call, in milliseconds. */
  latestDelayMs(): number;
  close(): void;
}

export function watchGenerator(): GeneratorWatch {
  const [all, latest] = [monitor(), monitor()];
  const began = performance.eventLoopUtilization();
  // The monitor measures from tick to tick, the time between them included.
  const lateMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    health() {
      const delayP99Ms = all.count === 0 ? 0 : lateMs(all.percentile(99));
      const delayMaxMs = all.count === 0 ? 0 : lateMs(all.max);
      const busy = performance.eventLoopUtilization(began).utilization;
      return { delayP99Ms, delayMaxMs, busy, isBottleneck: delayP99Ms > LATE_MS || busy > BUSY };
    },
    latestDelayMs() {
      const delay = latest.count === 0 ? 0 : lateMs(latest.max);
      latest.reset();
      return delay;
    },
    close() {
      all.disable();
      latest.disable();
    },
  };
}

function monitor() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return delay;
}
