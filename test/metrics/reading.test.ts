import { expect, it, onTestFinished } from 'vitest';
import type { MeteredStatus } from '../../src/metrics/metered-status.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { readScrape } from '../support/scrape-metrics.ts';

const UNUSED = { hitsInProcess: 0, hitsInRedis: 0, misses: 0 };
const STATUS: MeteredStatus = {
  components: [{ name: 'database', state: 'UP', latencyMs: 1 }],
  queues: [{ waiting: 3, active: 0, delayed: 0, completed: 0, failed: 0, workers: 1 }],
  cache: { hits: 0, misses: 0, answers: UNUSED, values: UNUSED },
  memory: { items: 0, partitions: 0, bytes: 0, usedBytes: 0 },
  process: { openSubscriptions: 0 },
};

function open(oldestWaitMs: () => Promise<number | undefined> = async () => undefined) {
  let looks = 0;
  const metrics = createMetrics({
    version: 'test',
    status: async () => {
      looks += 1;
      return STATUS;
    },
    oldestWaitMs,
    load: { level: 'calm' },
    models: [],
    connections: () => ({ open: 1, idle: 1, waiting: 0 }),
    lmdb: () => [{ store: 'memory', bytes: 4_096, readers: 1 }],
  });
  onTestFinished(() => metrics.close());
  return { metrics, looks: () => looks, scrape: async () => readScrape((await metrics.read()).text).samples };
}

it('however often it is read, the status is looked at once a second', async () => {
  const { metrics, looks } = open();
  const began = performance.now();
  for (let reads = 0; reads < 300; reads++) await metrics.read();
  const seconds = (performance.now() - began) / 1_000;
  expect(looks()).toBeGreaterThanOrEqual(1);
  expect(looks()).toBeLessThanOrEqual(1 + Math.ceil(seconds));
});

it('however much was counted, it tells as many series', async () => {
  const { metrics, scrape } = open();
  const count = () => {
    metrics.operation({ type: 'query', name: 'Status', outcome: 'ok', ms: 1, runMs: 1 });
    metrics.request({ method: 'POST', status: 200, seconds: 0.001 });
    metrics.error('NOT_FOUND');
    metrics.batch('jobById', 3);
    metrics.events('replyStream').count += 1;
    metrics.redisRoundTrip('requests', 0.001);
    metrics.recall({ by: 'words', seconds: 0.001 });
  };
  count();
  const own = async () => [...(await scrape()).keys()].filter((name) => name.startsWith('lex_'));
  const before = await own();
  for (let times = 0; times < 10_000; times++) count();
  expect(await own()).toEqual(before);
  expect((await scrape()).get('lex_errors_total{code="NOT_FOUND"}')).toBe(10_001);
});

it('when nobody knows how long the oldest job waits, the rest is told all the same', async () => {
  const { scrape } = open(async () => {
    throw new Error('away');
  });
  const samples = await scrape();
  expect(samples.get('lex_queue_oldest_wait_seconds{}')).toBeNaN();
  expect(samples.get('lex_queue_jobs{state="waiting"}')).toBe(3);
  expect(samples.get('lex_component_up{component="database"}')).toBe(1);
});
