import { LEVELS, levels, MEASURES, measures } from '../options/thresholds.ts';
import type { Report } from './report.ts';
import { shownLimit, shownMs, shownRate } from './shown.ts';

/** A table of the report: the first row is its head. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** The figures as tables, for the terminal and the page; none that has nothing to show. */
export function tablesOf(report: Report): readonly Table[] {
  const tables = [latencies(report), steps(report), errors(report), findings(report), thresholds(report)];
  return tables.filter(({ rows }) => rows.length > 1);
}

function latencies({ measured, load }: Report): Table {
  const rows = measures().flatMap((measure) => {
    const { count, latency, service } = measured[measure];
    if (count === 0) return [];
    const row = (name: string, of: typeof latency) => [
      name,
      String(count),
      ...levels().map((level) => shownMs(of[level])),
    ];
    const name = `${MEASURES[measure]} (${measure})`;
    return load.rate === null ? [row(name, latency)] : [row(name, latency), row('– service time', service)];
  });
  const about = load.rate === null ? '' : ', from when a step was due; the service time is from when it was sent';
  return { title: `Milliseconds${about}`, rows: [['what', 'count', ...Object.keys(LEVELS)], ...rows] };
}

function steps(report: Report): Table {
  const rows = (['chat', 'status'] as const).map((step) => {
    const { begun, done, failed, cutOff, perSecond } = report.steps[step];
    return [step, ...[begun, done, failed, cutOff].map(String), shownRate(perSecond)];
  });
  return { title: 'Steps', rows: [['step', 'begun', 'done', 'failed', 'cut off', 'done a second'], ...rows] };
}

function errors({ errors: { chat, status }, breaks }: Report): Table {
  const rows = (what: string, counts: typeof chat) => counts.map(({ code, count }) => [what, code, String(count)]);
  const all = [...rows('chat', chat), ...rows('status', status), ...rows('stream that was resumed', breaks)];
  return { title: 'Errors by code', rows: [['what', 'code', 'count'], ...all] };
}

function findings({ correctness: { counts, examples } }: Report): Table {
  const rows = counts.map(({ kind, count }) => {
    const example = examples.find((each) => each.kind === kind);
    return [kind, String(count), example?.detail ?? ''];
  });
  return { title: 'Wrong answers', rows: [['kind', 'count', 'the first'], ...rows] };
}

function thresholds(report: Report): Table {
  const rows = report.thresholds.map((each) => [
    each.name,
    `≤ ${shownLimit(each, each.most)}`,
    shownLimit(each, each.measured),
    each.isKept ? 'yes' : 'NO',
  ]);
  return { title: 'Thresholds', rows: [['threshold', 'allowed', 'measured', 'kept'], ...rows] };
}
