import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { HealthState, Status } from '../status/status.ts';

/**
 * What a process counts for Prometheus, in a registry of its own. Labels take their values from fixed lists, so that
 * nothing that clients send makes another series.
 */
export interface Metrics {
  /** An HTTP request was answered, or its client has gone; a socket counts when its handshake is done. */
  readonly request: (request: { method: string | undefined; status: number; seconds: number }) => void;
  /** A GraphQL operation has its result, or a subscription its stream; `outcome` is `ok` or an error's code. */
  readonly operation: (operation: { type: string; outcome: string }) => void;
  /** An attempt at a job ended it. */
  readonly job: (job: { kind: string; state: string; seconds: number }) => void;
  /** The text that Prometheus reads, with what the status says now. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
/** In seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JOB_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const UP: Readonly<Record<HealthState, number>> = { UP: 1, DEGRADED: 0.5, DOWN: 0 };

export function createMetrics(deps: {
  version: string;
  /** As it was within the last second: a scrape costs no more than a client's look. */
  status: () => Promise<Status>;
  connections: Database['connections'];
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const common = { registers: [registry] };
  const gauge = (name: string, help: string) => new Gauge({ ...common, name, help });
  const labelled = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ ...common, name, help, labelNames });

  const requests = new Histogram({
    ...common,
    name: 'lex_http_request_duration_seconds',
    help: 'Time to answer HTTP requests; streams last as long as they are read',
    labelNames: ['method', 'status'],
    buckets: REQUEST_BUCKETS,
  });
  const operations = new Counter({
    ...common,
    name: 'lex_graphql_operations_total',
    help: 'GraphQL operations over HTTP and sockets, by their outcome: ok, or the code of the first error',
    labelNames: ['type', 'outcome'],
  });
  const jobs = new Histogram({
    ...common,
    name: 'lex_job_duration_seconds',
    help: 'Time of the attempt that ended a job, in this process',
    labelNames: ['kind', 'state'],
    buckets: JOB_BUCKETS,
  });
  labelled('lex_build_info', 'Always 1; the version is a label', 'version').set({ version: deps.version }, 1);
  const components = labelled('lex_component_up', '1 up, 0.5 degraded, 0 down', 'component');
  const componentLatency = labelled('lex_component_latency_seconds', 'Round trip of the last probe', 'component');
  const queued = labelled('lex_queue_jobs', 'Jobs in the queue, of all processes', 'state');
  const workers = gauge('lex_queue_workers', 'Processes that take jobs');
  const subscriptions = gauge('lex_open_subscriptions', 'Subscriptions that clients have open here');
  const memories = gauge('lex_memory_items', 'Memories in the index of this process');
  const memoryBytes = gauge('lex_memory_index_bytes', 'Size of that index');
  const cacheReads = labelled('lex_cache_reads', 'Reads of the cache since the start', 'outcome');
  const connections = labelled('lex_database_connections', 'Connections of this process to the database', 'state');

  function take(status: Status): void {
    for (const { name, state, latencyMs } of status.components) {
      components.set({ component: name }, UP[state]);
      componentLatency.set({ component: name }, latencyMs / 1_000);
    }
    // Of a queue that can't be counted just now nothing is told, rather than what it was.
    if (status.queues.length === 0) {
      queued.reset();
      workers.set(Number.NaN);
    }
    for (const { waiting, active, delayed, completed, failed, workers: count } of status.queues) {
      for (const [state, value] of Object.entries({ waiting, active, delayed, completed, failed })) {
        queued.set({ state }, value);
      }
      workers.set(count);
    }
    subscriptions.set(status.process.openSubscriptions);
    memories.set(status.memory.items);
    memoryBytes.set(status.memory.bytes);
    cacheReads.set({ outcome: 'hit' }, status.cache.hits);
    cacheReads.set({ outcome: 'miss' }, status.cache.misses);
  }

  return {
    request({ method = '', status, seconds }) {
      requests.observe(
        { method: METHODS.has(method) ? method : 'other', status: `${Math.floor(status / 100)}xx` },
        seconds,
      );
    },
    operation: (labels) => operations.inc(labels),
    job: ({ kind, state, seconds }) => jobs.observe({ kind, state }, seconds),
    async read() {
      take(await deps.status());
      const { open, idle, waiting } = deps.connections();
      for (const [state, value] of Object.entries({ open, idle, waiting })) connections.set({ state }, value);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
