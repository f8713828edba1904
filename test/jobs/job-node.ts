import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import type { JobHandler } from '../../src/jobs/job-kind.ts';
import { createJobQueryStore, type JobQueryStore } from '../../src/jobs/job-query-store.ts';
import { createJobRunner, type JobRunner } from '../../src/jobs/job-runner.ts';
import { createJobService, type JobService } from '../../src/jobs/job-service.ts';
import { createJobStore, type JobStore } from '../../src/jobs/job-store.ts';
import { type JobSweep, startJobSweep } from '../../src/jobs/queueing/job-sweep.ts';
import { createJobWorker, type JobWorker } from '../../src/jobs/queueing/job-worker.ts';
import type { Load } from '../../src/load/load.ts';
import { createLocalTaskQueue } from '../../src/queue/local-task-queue.ts';
import type { TaskQueue } from '../../src/queue/task-queue.ts';

/** What one process of Lex has of jobs. */
export interface JobNode {
  readonly jobs: JobService;
  readonly store: JobStore;
  readonly queries: JobQueryStore;
  readonly queue: TaskQueue;
  readonly runner: JobRunner;
  readonly work: JobWorker;
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  startSweep(): JobSweep;
}

/** The queue of a node, which another node may share. */
export function openJobQueue(): TaskQueue {
  const queue = createLocalTaskQueue({ isUrgent: () => true, log: pino({ level: 'silent' }) });
  onTestFinished(() => queue.close());
  return queue;
}

/** Puts the parts together for one kind of job. What it runs is handed back when the test has finished. */
export function startJobNode<Input>(
  database: Database,
  handler: JobHandler<Input>,
  queue: TaskQueue = openJobQueue(),
  load: Pick<Load, 'shortage'> = { shortage: undefined },
): JobNode {
  const logLines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined, level: 'debug' }, { write: (line) => logLines.push(JSON.parse(line)) });
  const events = new LocalEventBus();
  const handlers = new Map([[handler.task.kind, handler]]);
  const queries = createJobQueryStore(database);
  const store = createJobStore({ database, events });
  const observe = () => undefined;
  const runner = createJobRunner({ store, queries, handlers, queue, events, load, observe, log });
  const work = createJobWorker({ queue, runner, concurrency: 4 });
  const sweeps: JobSweep[] = [];
  onTestFinished(async () => {
    await Promise.all(sweeps.map((sweep) => sweep.close()));
    await work.close(0);
    events.close();
  });
  return {
    jobs: createJobService({ store, queries, handlers, queue, events, log }),
    store,
    queries,
    queue,
    runner,
    work,
    logLines,
    startSweep() {
      const sweep = startJobSweep({ queries, queue, log });
      sweeps.push(sweep);
      return sweep;
    },
  };
}
