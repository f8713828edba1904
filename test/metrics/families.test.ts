import { expect, it } from 'vitest';
import { boundedLabels } from '../../src/metrics/families/bounded-labels.ts';
import { CounterFamily } from '../../src/metrics/families/counter-family.ts';
import { HistogramFamily } from '../../src/metrics/families/histogram-family.ts';
import { createGraphqlMetrics } from '../../src/metrics/graphql-metrics.ts';
import { createHttpMetrics } from '../../src/metrics/http-metrics.ts';
import { createWorkMetrics } from '../../src/metrics/work-metrics.ts';
import { readScrape } from '../support/scrape-metrics.ts';

it('a counter is written as Prometheus reads it, whatever its labels say', () => {
  const family = new CounterFamily({ name: 'a_total', help: 'What it is', labels: ['one', 'other'] });
  family.cell('x', 'y').count += 2;
  family.cell('x', 'y').count += 1;
  family.cell('x', 'a "b" \\ \n c').count += 0.5;
  expect(family.text()).toBe(
    '# HELP a_total What it is\n# TYPE a_total counter\n' +
      'a_total{one="x",other="y"} 3\na_total{one="x",other="a \\"b\\" \\\\ \\n c"} 0.5\n',
  );
});

it('a histogram counts in each bucket what is up to its bound, that bound included', () => {
  const family = new HistogramFamily({ name: 'a_seconds', help: 'What it is', labels: ['of'], buckets: [0.5, 1] });
  for (const value of [0, 0.5, 0.75, 1, 3]) family.series('x').observe(value);
  expect(Object.fromEntries(readScrape(family.text()).samples)).toEqual({
    'a_seconds_bucket{of="x",le="0.5"}': 2,
    'a_seconds_bucket{of="x",le="1"}': 4,
    'a_seconds_bucket{of="x",le="+Inf"}': 5,
    'a_seconds_sum{of="x"}': 5.25,
    'a_seconds_count{of="x"}': 5,
  });
});

it('a metric without labels or values is written too', () => {
  const family = new HistogramFamily({ name: 'a_size', help: 'What it is', buckets: [1] });
  expect(readScrape(family.text())).toEqual({ samples: new Map(), types: new Map([['a_size', 'histogram']]) });
  family.series().observe(2);
  expect(readScrape(family.text()).samples.get('a_size_count{}')).toBe(1);
});

it('a label takes as many values as it may, and those that are admitted', () => {
  const labelOf = boundedLabels({ most: 2, isAdmitted: (value) => value !== 'bad' });
  expect(['bad', 'a', 'b', 'c', 'a', undefined].map(labelOf)).toEqual(['other', 'a', 'b', 'other', 'a', 'other']);
});

it('however many operations, models and methods there are, series are few', () => {
  const [graphql, work, http] = [
    createGraphqlMetrics(),
    createWorkMetrics(['local/lex', 'openai/a']),
    createHttpMetrics(),
  ];
  const answer = (name: string | undefined) =>
    graphql.operation({ type: 'query', name, outcome: 'ok', ms: 1, runMs: undefined });
  for (let n = 0; n < 5_000; n++) {
    answer(`Operation${n}`);
    answer(undefined);
    work.reply({ model: `openai/${n}`, state: 'COMPLETED', seconds: 1 });
    http.request({ method: `METHOD${n}`, status: n, seconds: 0 });
  }
  work.reply({ model: 'openai/a', state: 'FAILED', seconds: 1 });
  const { samples } = readScrape(graphql.text() + work.text() + http.text());
  expect(samples.size).toBeLessThan(900);
  expect(samples.get('lex_graphql_named_operations_total{operation="Operation7",outcome="ok"}')).toBe(1);
  expect(samples.get('lex_graphql_named_operations_total{operation="other",outcome="ok"}')).toBe(5_000 + 4_800);
  expect(samples.get('lex_replies_total{model="other",state="COMPLETED"}')).toBe(5_000);
  expect(samples.get('lex_replies_total{model="openai/a",state="FAILED"}')).toBe(1);
  expect(samples.get('lex_graphql_operations_total{type="query",outcome="ok"}')).toBe(10_000);
});
