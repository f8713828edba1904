import { readNumber, readSpan } from './read-span.ts';

/** What is measured in milliseconds, by the names that options and the report have, with what each is called. */
export const MEASURES = {
  ack: 'acknowledgement of a message',
  'first-delta': 'first words of its reply',
  reply: 'whole reply',
  status: 'status',
} as const;
export type Measure = keyof typeof MEASURES;

/** The share of samples that lie below a level, in percent. */
export const LEVELS = { p50: 50, p90: 90, p95: 95, p99: 99, max: 100 } as const;
export type Level = keyof typeof LEVELS;

/** A bound of what may be measured; the exit code says whether all of them held. */
export type Threshold =
  | { readonly kind: 'latency'; readonly measure: Measure; readonly level: Level; readonly mostMs: number }
  | { readonly kind: 'error-rate'; readonly most: number };

const LATENCIES = measures().flatMap((measure) =>
  levels().map((level) => ({ measure, level, option: `${level}-${measure}` })),
);

/** The options that set thresholds: `max-error-rate`, and each level of each measure such as `p95-first-delta`. */
export const THRESHOLD_OPTIONS: readonly string[] = ['max-error-rate', ...LATENCIES.map(({ option }) => option)];

/**
 * Takes the thresholds from the options that were given.
 *
 * @throws {UsageError} for one that can't be read
 */
export function readThresholds(options: Readonly<Record<string, string | undefined>>): readonly Threshold[] {
  const found: Threshold[] = [];
  const rate = options['max-error-rate'];
  if (rate !== undefined) found.push({ kind: 'error-rate', most: readShare('max-error-rate', rate) });
  for (const { measure, level, option } of LATENCIES) {
    const text = options[option];
    if (text === undefined) continue;
    // Latencies are said in milliseconds, as the report has them.
    const mostMs = readSpan(option, /^[\d.]+$/.test(text) ? `${text}ms` : text);
    found.push({ kind: 'latency', measure, level, mostMs });
  }
  return found;
}

/** Reads a share such as `0.01` or `1%`. @throws {UsageError} */
export function readShare(option: string, text: string): number {
  return text.endsWith('%')
    ? readNumber(option, text.slice(0, -1), { least: 0, most: 100 }) / 100
    : readNumber(option, text, { least: 0, most: 1 });
}

/** The option that sets a threshold, without its dashes. */
export function optionOf(threshold: Threshold): string {
  return threshold.kind === 'error-rate' ? 'max-error-rate' : `${threshold.level}-${threshold.measure}`;
}

export function measures(): readonly Measure[] {
  return ['ack', 'first-delta', 'reply', 'status'];
}

/** Makes something for each measure. */
export function byMeasure<T>(make: (measure: Measure) => T): Readonly<Record<Measure, T>> {
  return { ack: make('ack'), 'first-delta': make('first-delta'), reply: make('reply'), status: make('status') };
}

/** Makes something for each level. */
export function byLevel<T>(make: (level: Level) => T): Readonly<Record<Level, T>> {
  return { p50: make('p50'), p90: make('p90'), p95: make('p95'), p99: make('p99'), max: make('max') };
}

export function levels(): readonly Level[] {
  return ['p50', 'p90', 'p95', 'p99', 'max'];
}
