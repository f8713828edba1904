import { type Measure, measures } from '../options/thresholds.ts';
import { type Chart, placeOfPercent } from '../page/chart.ts';
import type { Report } from './report.ts';

/** The plots of the page. */
export function chartsOf(report: Report): readonly Chart[] {
  const { points, load } = report;
  const xs = points.map(({ at }) => at);
  const overTime = (title: string, unit: string, lines: Chart['lines']): Chart => ({
    title,
    unit,
    axis: 'seconds',
    xs,
    lines,
  });
  const seen = measures().filter((measure) => report.measured[measure].count > 0);
  const latencies = (of: 'p50' | 'p95' | 'serviceP95', suffix = '') =>
    seen.map((measure) => ({ label: measure + suffix, values: points.map((point) => point[of][measure]) }));
  const waiting = load.rate === null ? [] : [{ label: 'waiting steps', values: points.map((each) => each.waiting) }];
  return [
    overTime('Steps done', 'a second', [
      { label: 'chats', values: points.map(({ chats }) => chats) },
      { label: 'status', values: points.map(({ statuses }) => statuses) },
      { label: 'failed', values: points.map(({ errors }) => errors) },
    ]),
    overTime('Half of the steps took less than (p50)', 'ms', latencies('p50')),
    overTime('95 of 100 took less than (p95)', 'ms', latencies('p95')),
    ...(load.rate === null
      ? []
      : [overTime('The same without the wait to be sent (service time, p95)', 'ms', latencies('serviceP95'))]),
    ...seen.map((measure) => distribution(report, measure)),
    overTime('Users and what is under way', 'count', [
      { label: 'users', values: points.map(({ users }) => users) },
      { label: 'open replies', values: points.map(({ openReplies }) => openReplies) },
      ...waiting,
    ]),
    overTime("How late the load generator's event loop was, at most", 'ms', [
      { label: 'delay', values: points.map(({ delayMs }) => delayMs) },
    ]),
  ];
}

function distribution({ measured, load }: Report, measure: Measure): Chart {
  const { latency, service } = measured[measure].distribution;
  const line = (label: string, of: typeof latency) => ({ label, values: of.map(([, ms]) => ms) });
  const fromDue = line(load.rate === null ? measure : 'from when it was due', latency);
  return {
    title: `Which percent took less: ${measure}`,
    unit: 'ms',
    axis: 'percent',
    xs: latency.map(([percent]) => placeOfPercent(percent)),
    lines: load.rate === null ? [fromDue] : [fromDue, line('from when it was sent', service)],
  };
}
