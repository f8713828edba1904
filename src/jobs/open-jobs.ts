import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Load } from '../load/load.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import type { Schedules } from '../time/schedules.ts';
import type { Tracer } from '../tracing/span.ts';
import { createEndedJobStore } from './ended/ended-job-store.ts';
import { startEndedJobUpkeep } from './ended/ended-job-upkeep.ts';
import { createJobTallyStore } from './ended/job-tally-store.ts';
import type { AllHandlers } from './job-kind.ts';
import { createJobQueryStore, type JobQueryStore } from './job-query-store.ts';
import { createJobRunner } from './job-runner.ts';
import { createJobService, type JobService } from './job-service.ts';
import { createJobStore } from './job-store.ts';
import { refillQueue, startJobSweep } from './queueing/job-sweep.ts';
import { createJobWorker, type JobWorker } from './queueing/job-worker.ts';

interface Deps {
  readonly database: Database;
  readonly events: EventBus;
  readonly queue: TaskQueue;
  /** Whether other processes use the queue too. */
  readonly shared: boolean;
  readonly handlers: AllHandlers;
  readonly load: Pick<Load, 'shortage'>;
  readonly observe: Metrics['job'];
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
  readonly observeWait: Metrics['jobWait'];
  readonly schedules: Schedules;
  readonly log: Logger;
}

export interface OpenedJobs {
  readonly jobs: JobService;
  readonly worker: JobWorker;
  /** For the metrics. */
  readonly oldestWaitMs: JobQueryStore['oldestWaitMs'];
}

/**
 * Opens the jobs of a process: the service, the sweep that keeps the queue in step with the rows, and a worker that has
 * yet to start. The worker is closed by its own `close`, since that takes a time to finish in.
 */
export async function openJobs(
  { workerConcurrency, jobDays }: Pick<Config, 'workerConcurrency' | 'jobDays'>,
  { database, events, queue, shared, handlers: table, load, observe, observeWait, schedules, tracer, log }: Deps,
  opened: Closing,
): Promise<OpenedJobs> {
  const handlers = new Map(Object.entries(table));
  const surroundings = {
    store: createJobStore({ database, events }),
    queries: createJobQueryStore(database),
    handlers,
    queue,
    events,
    schedules,
    log,
  };
  const runner = createJobRunner({ ...surroundings, load, observe, observeWait, tracer });
  if (!shared) {
    const refilled = await refillQueue(surroundings);
    if (refilled > 0) log.info({ jobs: refilled }, 'jobs of an earlier process go on');
  }
  const sweep = startJobSweep(surroundings);
  opened.defer(() => sweep.close());
  const ended = createEndedJobStore(database, { days: jobDays });
  const upkeep = startEndedJobUpkeep({ tallies: createJobTallyStore(database), ended, schedules, log });
  opened.defer(() => upkeep.close());
  return {
    jobs: createJobService(surroundings),
    worker: createJobWorker({ queue, runner, handlers, events, sweep, concurrency: workerConcurrency }),
    oldestWaitMs: surroundings.queries.oldestWaitMs,
  };
}
