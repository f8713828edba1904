import type { Figures } from '../figures/figures.ts';
import { optionOf, type Threshold } from '../options/thresholds.ts';

/** A threshold with what was measured of it: a share for the error rate, else milliseconds. */
export interface Judged {
  /** As the option is called, such as `p95-ack`. */
  readonly name: string;
  readonly unit: 'share' | 'ms';
  readonly most: number;
  /** Null where nothing was measured: then the threshold was not kept. */
  readonly measured: number | null;
  readonly isKept: boolean;
}

/** Compares what was measured with the thresholds. Latencies count from the moment in which a step was due. */
export function judge(thresholds: readonly Threshold[], figures: Figures): readonly Judged[] {
  return thresholds.map((threshold) => {
    const [unit, most, measured] =
      threshold.kind === 'error-rate'
        ? (['share', threshold.most, figures.errorRate] as const)
        : (['ms', threshold.mostMs, figures.total[threshold.measure].latency.at(threshold.level)] as const);
    return { name: optionOf(threshold), unit, most, measured, isKept: measured !== null && measured <= most };
  });
}

/** k6's, for thresholds that were crossed. */
const NOT_KEPT = 99;

/** @returns what the process ends with: wrong answers weigh more than slow ones */
export function exitCodeOf(report: {
  readonly correctness: { readonly counts: readonly unknown[] };
  readonly thresholds: readonly Judged[];
}): number {
  if (report.correctness.counts.length > 0) return 1;
  return report.thresholds.every(({ isKept }) => isKept) ? 0 : NOT_KEPT;
}
