import { Gauge, type Registry } from 'prom-client';
import type { MeteredStatus } from './metered-status.ts';

const UP: Readonly<Record<MeteredStatus['components'][number]['state'], number>> = { UP: 1, DEGRADED: 0.5, DOWN: 0 };

/** Makes the gauges that repeat the status, and returns a function that sets them. */
export function createStatusGauges(registry: Registry): (status: MeteredStatus) => void {
  const common = { registers: [registry] };
  const gauge = (name: string, help: string) => new Gauge({ ...common, name, help });
  const labelled = <L extends string>(name: string, help: string, label: L) =>
    new Gauge({ ...common, name, help, labelNames: [label] });

  const components = labelled('lex_component_up', '1 up, 0.5 degraded, 0 down', 'component');
  const componentLatency = labelled('lex_component_latency_seconds', 'Round trip of the last probe', 'component');
  const queued = labelled('lex_queue_jobs', 'Jobs in the queue, of all processes', 'state');
  const workers = gauge('lex_queue_workers', 'Processes that take jobs');
  const subscriptions = gauge('lex_open_subscriptions', 'Subscriptions that clients have open here');
  const memories = gauge('lex_memory_items', 'Memories in the index of this process');
  const memoryBytes = gauge('lex_memory_index_bytes', 'Size of that index');
  const cacheReads = labelled('lex_cache_reads', 'Reads of the cache since the start', 'outcome');

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

  return (status) => {
    for (const { name, state, latencyMs } of status.components) {
      components.set({ component: name }, UP[state]);
      componentLatency.set({ component: name }, latencyMs / 1_000);
    }
    setQueues(status.queues);
    subscriptions.set(status.process.openSubscriptions);
    memories.set(status.memory.items);
    memoryBytes.set(status.memory.bytes);
    cacheReads.set({ outcome: 'hit' }, status.cache.hits);
    cacheReads.set({ outcome: 'miss' }, status.cache.misses);
  };
}
