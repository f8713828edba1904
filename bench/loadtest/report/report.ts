import type { CodeCount, Figures, Step, StepCounts } from '../figures/figures.ts';
import type { Finding, FindingKind } from '../figures/findings.ts';
import type { GeneratorHealth } from '../figures/generator.ts';
import type { DistributionPoint, Levels } from '../figures/latencies.ts';
import type { Point } from '../figures/series.ts';
import type { LoadOptions, Transport } from '../options/read-options.ts';
import { byMeasure, type Measure } from '../options/thresholds.ts';
import { type Judged, judge } from './judge.ts';

/** Latencies of one kind, in milliseconds. */
export interface MeasuredReport {
  readonly count: number;
  /** From the moment in which a step was due. */
  readonly latency: Levels;
  /** From that in which it was sent: what remains when nobody had to wait to send it. */
  readonly service: Levels;
  readonly distribution: {
    readonly latency: readonly DistributionPoint[];
    readonly service: readonly DistributionPoint[];
  };
}

/** All that a test has found out: what `--json` writes, and the others show. */
export interface Report {
  readonly url: string;
  /** Of the server, when the test began. */
  readonly version: string;
  readonly startedAt: string;
  /** From the first step to the end of the last. */
  readonly seconds: number;
  readonly endedEarly: boolean;
  readonly load: {
    readonly users: number;
    /** Steps a second; null: each user begins the next after a pause. */
    readonly rate: number | null;
    readonly pauseSeconds: { readonly from: number; readonly to: number };
    readonly durationSeconds: number;
    readonly rampUpSeconds: number;
    readonly transport: Transport;
    readonly turns: number;
    readonly repeats: number;
    readonly seed: number;
    readonly keys: number;
  };
  readonly steps: Readonly<Record<Step, StepCounts & { readonly perSecond: number }>>;
  /** Steps that were due and never begun, since all users had something to do until the end. */
  readonly neverBegun: number;
  readonly measured: Readonly<Record<Measure, MeasuredReport>>;
  /** 0 to 1; null where nothing ended. */
  readonly errorRate: number | null;
  readonly errors: Readonly<Record<Step, readonly CodeCount[]>>;
  /** Streams that broke, and were followed again from their cursor. */
  readonly breaks: readonly CodeCount[];
  readonly correctness: {
    readonly checkedConversations: number;
    readonly failedChecks: number;
    readonly repeatedMessages: number;
    readonly counts: readonly { readonly kind: FindingKind; readonly count: number }[];
    readonly examples: readonly Finding[];
  };
  readonly generator: GeneratorHealth;
  readonly thresholds: readonly Judged[];
  readonly points: readonly Point[];
}

export interface ReportParts {
  readonly options: LoadOptions;
  readonly version: string;
  readonly keys: number;
  readonly figures: Figures;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly endedEarly: boolean;
  readonly neverBegun: number;
  readonly generator: GeneratorHealth;
  readonly points: readonly Point[];
}

export function makeReport(parts: ReportParts): Report {
  const { options, version, keys, figures, startedAt, seconds, endedEarly, neverBegun, generator, points } = parts;
  const { users, rate, pauseMs, durationMs, rampUpMs, transport, turns, repeats, seed } = options;
  const steps = (step: Step) => ({ ...figures.steps(step), perSecond: figures.steps(step).done / seconds });
  return {
    url: options.url.href,
    version,
    startedAt: startedAt.toISOString(),
    seconds,
    endedEarly,
    load: {
      users,
      rate: rate ?? null,
      pauseSeconds: { from: pauseMs.from / 1_000, to: pauseMs.to / 1_000 },
      durationSeconds: durationMs / 1_000,
      rampUpSeconds: rampUpMs / 1_000,
      ...{ transport, turns, repeats, seed, keys },
    },
    steps: { chat: steps('chat'), status: steps('status') },
    neverBegun,
    measured: measuredIn(figures),
    errorRate: figures.errorRate,
    errors: { chat: figures.errors('chat'), status: figures.errors('status') },
    breaks: figures.breaks(),
    correctness: {
      checkedConversations: figures.checks,
      failedChecks: figures.failedChecks,
      repeatedMessages: figures.repeats,
      counts: figures.findings.counts,
      examples: figures.findings.examples,
    },
    generator,
    thresholds: judge(options.thresholds, figures),
    points,
  };
}

function measuredIn({ total }: Figures): Report['measured'] {
  return byMeasure((measure) => {
    const { latency, service } = total[measure];
    return {
      count: latency.count,
      latency: latency.levels(),
      service: service.levels(),
      distribution: { latency: latency.distribution(), service: service.distribution() },
    };
  });
}
