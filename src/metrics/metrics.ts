import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { Load } from '../load/load.ts';
import type { MeteredStatus } from './metered-status.ts';
import { type RecentFigures, RecentTimes } from './recent-times.ts';
import { createShedMetrics, type Shed } from './shed-metrics.ts';
import { createStatusGauges } from './status-gauges.ts';
import { createTally } from './tally.ts';

/**
 * Counts what a process does, for Prometheus, in a registry of its own. Labels take their values from fixed lists, so
 * that nothing that clients send can make another series.
 */
export interface Metrics {
  /** Is called when an HTTP request has been answered, or its client has gone; for a socket, after its handshake. */
  readonly request: (request: { method: string | undefined; status: number; seconds: number }) => void;
  /**
   * Is called when a GraphQL operation has its result, or a subscription its stream. The outcome is `ok` or the code of
   * an error, and `ms` how long that took since its request was read.
   */
  readonly operation: (operation: { type: string; outcome: string; ms: number }) => void;
  /** Is called when an attempt has ended a job. */
  readonly job: (job: { kind: string; state: string; seconds: number }) => void;
  /** Is called when something was refused because there is too much to do. */
  readonly shed: (refused: Shed) => void;
  /** The operations of this process in numbers. */
  operations(): OperationFigures;
  /** The text that Prometheus reads, with the status of now. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Operations that were answered; the same counts as `lex_graphql_operations_total`. */
export interface OperationFigures extends RecentFigures {
  /** Without an error and with one, since the start. */
  readonly answered: number;
  readonly failed: number;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
/** In seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JOB_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** @param deps.status gives the status of the last second, so that a scrape costs no more than a client's look */
export function createMetrics(deps: {
  version: string;
  status: () => Promise<MeteredStatus>;
  connections: Database['connections'];
  load: Load;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const common = { registers: [registry] };
  const requests = new Histogram({
    ...common,
    name: 'lex_http_request_duration_seconds',
    help: 'Time to answer HTTP requests; streams last as long as they are read',
    labelNames: ['method', 'status'],
    buckets: REQUEST_BUCKETS,
  });
  /** Of each method and status, so that the labels needn't be looked at for each request. */
  const requestSeries = new Map<string, Histogram.Internal<'method' | 'status'>>();
  const operations = createTally(['type', 'outcome']);
  const recent = new RecentTimes();
  new Counter({
    ...common,
    name: 'lex_graphql_operations_total',
    help: 'GraphQL operations over HTTP and sockets, by their outcome: ok, or the code of the first error',
    labelNames: operations.labelNames,
    collect() {
      operations.tell(this);
    },
  });
  const jobs = new Histogram({
    ...common,
    name: 'lex_job_duration_seconds',
    help: 'Time of the attempt that ended a job, in this process',
    labelNames: ['kind', 'state'],
    buckets: JOB_BUCKETS,
  });
  const buildInfo = { name: 'lex_build_info', help: 'Always 1; the version is a label', labelNames: ['version'] };
  new Gauge({ ...common, ...buildInfo }).set({ version: deps.version }, 1);
  const shed = createShedMetrics(registry, () => deps.load.level);
  const setStatus = createStatusGauges(registry);
  const connections = new Gauge({
    ...common,
    name: 'lex_database_connections',
    help: 'Connections of this process to the database',
    labelNames: ['state'],
  });

  return {
    request({ method = '', status, seconds }) {
      const key = `${METHODS.has(method) ? method : 'other'} ${Math.floor(status / 100)}xx`;
      let series = requestSeries.get(key);
      if (!series) {
        const [name = '', group = ''] = key.split(' ');
        series = requests.labels({ method: name, status: group });
        requestSeries.set(key, series);
      }
      series.observe(seconds);
    },
    operation({ type, outcome, ms }) {
      operations.count(type, outcome);
      recent.observe(ms);
    },
    shed,
    operations() {
      const { those: answered, others: failed } = operations.split('ok');
      return { answered, failed, ...recent.read() };
    },
    job: ({ kind, state, seconds }) => jobs.observe({ kind, state }, seconds),
    async read() {
      setStatus(await deps.status());
      const { open, idle, waiting } = deps.connections();
      for (const [state, value] of Object.entries({ open, idle, waiting })) connections.set({ state }, value);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
