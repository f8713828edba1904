import { useStrings } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { Chart } from './chart.tsx';
import type { Sample } from './samples.ts';

/** What the charts are of, with how their numbers are written. */
const CHARTS = [
  { name: 'requests', format: 'rate', measures: ['perSecond'] },
  { name: 'latency', format: 'milliseconds', measures: ['p50Ms', 'p99Ms'] },
  { name: 'cache', format: 'rate', measures: ['hitsInProcess', 'hitsInRedis', 'misses'] },
  { name: 'queues', format: 'count', measures: ['waiting', 'active'] },
  { name: 'eventLoop', format: 'milliseconds', measures: ['eventLoopDelayMs'] },
  { name: 'memory', format: 'bytes', measures: ['rssBytes', 'heapUsedBytes'] },
] as const;

/** The last minutes, as lines. */
export function Charts({ samples }: { readonly samples: readonly Sample[] }) {
  const { status } = useStrings();
  const numbers = useNumbers();
  return (
    <section className="section" aria-labelledby="status-charts">
      <h2 id="status-charts">{status.lastMinutes}</h2>
      <p className="hint">{status.lastMinutesExplained}</p>
      <div className="charts">
        {CHARTS.map(({ name, format, measures }) => (
          <Chart
            key={name}
            title={status.charts[name]}
            lines={measures.map((measure) => ({ measure, label: status.measures[measure] }))}
            samples={samples}
            format={numbers[format]}
            isWhole={format === 'count'}
          />
        ))}
      </div>
    </section>
  );
}
