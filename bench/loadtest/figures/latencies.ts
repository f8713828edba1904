import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { byLevel, LEVELS, type Level } from '../options/thresholds.ts';

const MOST_US = 24 * 3_600_000_000;
/** Three digits of each sample are kept, whatever its size. */
const FIGURES = 3;
/** What the plot of a distribution shows, in percent. */
const SHARES = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100];

/** The levels of what was measured, in milliseconds; null where nothing was. */
export type Levels = Readonly<Record<Level, number | null>>;

/** A point of a distribution: so many percent of the samples lie below so many milliseconds. */
export type DistributionPoint = readonly [percent: number, ms: number];

/** Counts latencies in a histogram of fixed size (HdrHistogram, which Node has built in). */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: MOST_US, figures: FIGURES });

  record(ms: number): void {
    this.#histogram.record(Math.min(MOST_US, Math.max(1, Math.round(ms * 1_000))));
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** In milliseconds; null where nothing was measured. */
  at(level: Level): number | null {
    if (this.#histogram.count === 0) return null;
    return (level === 'max' ? this.#histogram.max : this.#histogram.percentile(LEVELS[level])) / 1_000;
  }

  levels(): Levels {
    return byLevel((level) => this.at(level));
  }

  distribution(): readonly DistributionPoint[] {
    if (this.#histogram.count === 0) return [];
    return SHARES.map((share) => [share, this.#shareMs(share)]);
  }

  reset(): void {
    this.#histogram.reset();
  }

  #shareMs(share: number): number {
    const { min, max } = this.#histogram;
    return (share === 0 ? min : share === 100 ? max : this.#histogram.percentile(share)) / 1_000;
  }
}
