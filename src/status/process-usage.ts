import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What this process uses. */
export interface ProcessUsage {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** The 99th percentile since the last look, in milliseconds: an old stall shouldn't show for ever. */
  readonly eventLoopDelayMs: number;
}

/** Watches what this process uses, until it is closed. */
export function watchProcess(): { look(): ProcessUsage; close(): void } {
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  loopDelay.enable();
  return {
    look() {
      const { rss, heapUsed } = process.memoryUsage();
      const eventLoopDelayMs = loopDelay.percentile(99) / 1e6;
      loopDelay.reset();
      return { rssBytes: rss, heapUsedBytes: heapUsed, eventLoopDelayMs };
    },
    close() {
      loopDelay.disable();
    },
  };
}
