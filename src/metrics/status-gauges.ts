import { Counter, Gauge, type Registry } from 'prom-client';
import type { MeteredStatus } from './metered-status.ts';

const UP: Readonly<Record<MeteredStatus['components'][number]['state'], number>> = { UP: 1, DEGRADED: 0.5, DOWN: 0 };

/**
 * Makes the gauges and counters that repeat the status, and returns a function that sets them.
 *
 * @returns is also given for how long the oldest job waits; undefined: none does, NaN: nobody knows
 */
export function createStatusGauges(
  registry: Registry,
): (status: MeteredStatus, oldestWaitMs: number | undefined) => void {
  const common = { registers: [registry] };
  const gauge = (name: string, help: string) => new Gauge({ ...common, name, help });
  const labelled = <L extends string>(name: string, help: string, label: L) =>
    new Gauge({ ...common, name, help, labelNames: [label] });

  const components = labelled('lex_component_up', '1 up, 0.5 degraded, 0 down', 'component');
  const componentLatency = labelled('lex_component_latency_seconds', 'Round trip of the last probe', 'component');
  const queued = labelled('lex_queue_jobs', 'Jobs in the queue, of all processes', 'state');
  const oldest = gauge('lex_queue_oldest_wait_seconds', 'Since when the oldest job that could be begun is stored');
  const workers = gauge('lex_queue_workers', 'Processes that take jobs');
  const subscriptions = gauge('lex_open_subscriptions', 'Subscriptions that clients have open here');
  const memories = gauge('lex_memory_items', 'Memories in the index of this process');
  const partitions = gauge('lex_memory_partitions', 'Users whose memories those are');
  const memoryBytes = gauge('lex_memory_index_bytes', 'Size of that index');
  const memoryUsed = gauge('lex_memory_index_used_bytes', 'What of it is in use, which LEX_MEMORY_DISK_MB bounds');
  const cacheReads = labelled('lex_cache_reads', 'Reads of the cache since the start', 'outcome');

  const cacheHits = new Counter({
    ...common,
    name: 'lex_cache_hits_total',
    help: 'What the cache of this process found, by what was asked for and the level that had it',
    labelNames: ['of', 'level'],
  });
  const cacheMisses = new Counter({
    ...common,
    name: 'lex_cache_misses_total',
    help: 'What had to be loaded, by what was asked for',
    labelNames: ['of'],
  });

  function setCache({ hits, misses, answers, values }: MeteredStatus['cache']): void {
    cacheReads.set({ outcome: 'hit' }, hits);
    cacheReads.set({ outcome: 'miss' }, misses);
    // The status has counted; these are the same counts under names that Prometheus takes for counters.
    cacheHits.reset();
    cacheMisses.reset();
    for (const [of, use] of Object.entries({ answers, values })) {
      cacheHits.inc({ of, level: 'process' }, use.hitsInProcess);
      cacheHits.inc({ of, level: 'redis' }, use.hitsInRedis);
      cacheMisses.inc({ of }, use.misses);
    }
  }

  function setQueues(queues: MeteredStatus['queues']): void {
    // When the queue can't be counted, nothing is told of it: its last count would be wrong.
    if (queues.length === 0) {
      queued.reset();
      workers.set(Number.NaN);
    }
    for (const { waiting, active, delayed, completed, failed, workers: count } of queues) {
      for (const [state, value] of Object.entries({ waiting, active, delayed, completed, failed })) {
        queued.set({ state }, value);
      }
      workers.set(count);
    }
  }

  return (status, oldestWaitMs = 0) => {
    oldest.set(oldestWaitMs / 1_000);
    for (const { name, state, latencyMs } of status.components) {
      components.set({ component: name }, UP[state]);
      componentLatency.set({ component: name }, latencyMs / 1_000);
    }
    setQueues(status.queues);
    subscriptions.set(status.process.openSubscriptions);
    memories.set(status.memory.items);
    partitions.set(status.memory.partitions);
    memoryBytes.set(status.memory.bytes);
    memoryUsed.set(status.memory.usedBytes);
    setCache(status.cache);
  };
}
