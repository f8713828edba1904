import { Registry } from 'prom-client';
import type { Load } from '../load/load.ts';
import { createGraphqlMetrics, type GraphqlMetrics } from './graphql-metrics.ts';
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
import { keepFresh } from './kept-fresh.ts';
import type { MeteredStatus } from './metered-status.ts';
import { createProcessMetrics } from './process-metrics.ts';
import { createShedMetrics, type Shed } from './shed-metrics.ts';
import { createStatusGauges } from './status-gauges.ts';
import { createStoreMetrics, type MeteredStores, type StoreMetrics } from './store-metrics.ts';
import { createWorkMetrics, type WorkMetrics } from './work-metrics.ts';

/**
 * Counts what a process does, for Prometheus. Labels take their values from fixed lists, so that nothing that clients
 * send can make another series. To read them takes as long whatever there is to count: what has to be asked for, or
 * counted one by one, is kept fresh in the background.
 */
export interface Metrics extends HttpMetrics, GraphqlMetrics, WorkMetrics, StoreMetrics {
  /** Is called when something was refused because there is too much to do. */
  readonly shed: (refused: Shed) => void;
  /** The text that Prometheus reads. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Keeps nothing fresh any more. */
  close(): Promise<void>;
}

export interface MetricsDeps extends MeteredStores {
  readonly version: string;
  readonly status: () => Promise<MeteredStatus>;
  /** For how long the job waits that was stored first of those that could be begun; undefined when none waits. */
  readonly oldestWaitMs: () => Promise<number | undefined>;
  readonly load: Pick<Load, 'level'>;
  /** The models that are configured, as provider/name. */
  readonly models: Iterable<string>;
}

const STATUS_EVERY_MS = 1_000;
const OPEN_EVERY_MS = 10_000;

export function createMetrics(deps: MetricsDeps): Metrics {
  const { registry, slow } = createProcessMetrics(deps.version);
  const http = createHttpMetrics();
  const graphql = createGraphqlMetrics();
  const work = createWorkMetrics(deps.models);
  const stores = createStoreMetrics(registry, deps);
  const shed = createShedMetrics(registry, () => deps.load.level);
  const ofStatus = new Registry();
  const setStatus = createStatusGauges(ofStatus);

  const status = keepFresh(
    async () => {
      // What can't be found out is not told; the components say what is wrong.
      const [current, oldestWaitMs] = await Promise.all([deps.status(), deps.oldestWaitMs().catch(() => Number.NaN)]);
      setStatus(current, oldestWaitMs);
      return ofStatus.metrics();
    },
    { everyMs: STATUS_EVERY_MS },
  );
  const open = keepFresh(() => slow.metrics(), { everyMs: OPEN_EVERY_MS });

  return {
    ...http,
    ...graphql,
    ...work,
    ...stores,
    shed,
    async read() {
      const kept = await Promise.all([registry.metrics(), status.read(), open.read()]);
      const counted = [http, graphql, work, stores].map((each) => each.text());
      return { contentType: registry.contentType, text: [...kept, ...counted].join('') };
    },
    async close() {
      await Promise.all([status.close(), open.close()]);
    },
  };
}
