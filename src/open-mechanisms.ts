import type { Closing } from './closing.ts';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { type DatabaseSurroundings, openDatabase } from './database/open-database.ts';
import { OpenStores } from './lmdb/open-stores.ts';
import { type Load, openLoad } from './load/load.ts';
import { createMetrics, type Metrics, type MetricsDeps } from './metrics/metrics.ts';
import { configuredModels } from './models/configured-models.ts';
import { type OpenedModels, openModels } from './models/open-models.ts';
import { traceEmbeddingModel, traceModels } from './models/traced-models.ts';
import { openTransports, type Transports } from './open-transports.ts';
import { traceQueue } from './queue/traced-queue.ts';
import { askOnce } from './status/ask-once.ts';
import { PROBE_TIMEOUT_MS } from './status/component-probe.ts';
import type { StatusService } from './status/status-service.ts';
import { createSchedules, type Schedules } from './time/schedules.ts';
import { within } from './time/within.ts';
import type { Tracer } from './tracing/span.ts';

/** What features stand on. */
export interface Mechanisms extends Transports {
  readonly database: Database;
  readonly schedules: Schedules;
  readonly stores: OpenStores;
  readonly load: Load;
  readonly metrics: Metrics;
  /** The models, of which nobody counts the tokens. */
  readonly unmetered: OpenedModels;
}

export interface MechanismSurroundings extends DatabaseSurroundings {
  readonly version: string;
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
}

/** What metrics tell of features that are opened later. */
interface Later {
  readonly status: StatusService;
  readonly oldestWaitMs: MetricsDeps['oldestWaitMs'];
}

/**
 * Opens what features stand on.
 *
 * @param later gives what is opened after it; it is asked when somebody reads the metrics
 * @throws {StartError} when a part can't be opened for a reason that the operator can mend
 */
export async function openMechanisms(
  config: Config,
  surroundings: MechanismSurroundings,
  opened: Closing,
  later: () => Later,
): Promise<Mechanisms> {
  const { log, version, tracer } = surroundings;
  const schedules = createSchedules();
  const unmetered = tracer ? traced(openModels(config, { log })) : openModels(config, { log });
  const { database } = await openDatabase(config, { ...surroundings, schedules }, opened);
  const stores = new OpenStores();
  const load = openLoad(config, surroundings, opened);
  const models = configuredModels(config, unmetered.models);
  const metrics = openMetrics({ version, models, database, stores, load }, later);
  const { redisRoundTrip: onRoundTrip } = metrics;
  const transports = await openTransports(config, { database, schedules, log, opened, onRoundTrip, stores });
  const queue = tracer ? traceQueue(transports.queue) : transports.queue;
  return { ...transports, queue, database, schedules, stores, load, metrics, unmetered };
}

function openMetrics(
  deps: Pick<MetricsDeps, 'version' | 'models' | 'load'> & { readonly database: Database; readonly stores: OpenStores },
  later: () => Later,
): Metrics {
  const { version, models, database, stores, load } = deps;
  const oldestWaitMs = askOnce(() => later().oldestWaitMs());
  return createMetrics({
    version,
    models,
    load,
    status: () => later().status.current(),
    oldestWaitMs: () => within(PROBE_TIMEOUT_MS, oldestWaitMs()),
    connections: () => database.connections(),
    lmdb: () => stores.read(),
  });
}

function traced({ models, embeddings, ...others }: OpenedModels): OpenedModels {
  return { ...others, models: traceModels(models), embeddings: embeddings && traceEmbeddingModel(embeddings) };
}
