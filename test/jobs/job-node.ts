import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import type { EventBus } from '../../src/events/event-bus.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import type { JobHandler, JobHandlers } from '../../src/jobs/job-kind.ts';
import { createJobQueryStore, type JobQueryStore } from '../../src/jobs/job-query-store.ts';
import { createJobRunner, type JobRunner } from '../../src/jobs/job-runner.ts';
import { createJobService, type JobService } from '../../src/jobs/job-service.ts';
import { createJobStore, type JobStore } from '../../src/jobs/job-store.ts';
import { type JobSweep, startJobSweep } from '../../src/jobs/queueing/job-sweep.ts';
import { createJobWorker, type JobWorker } from '../../src/jobs/queueing/job-worker.ts';
import type { Load } from '../../src/load/load.ts';
import { createLocalTaskQueue } from '../../src/queue/local-task-queue.ts';
import type { TaskQueue } from '../../src/queue/task-queue.ts';
import { createSchedules } from '../../src/time/schedules.ts';

/** What one process of Lex has of jobs. */
export interface JobNode {
  readonly jobs: JobService;
  readonly store: JobStore;
  readonly queries: JobQueryStore;
  readonly handlers: JobHandlers;
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

const UNOBSERVED = { observe: () => undefined, observeWait: () => undefined };

/** What nodes tell each other with. */
export function openJobEvents(): EventBus {
  const events = new LocalEventBus();
  onTestFinished(() => events.close());
  return events;
}

/** Puts the parts together for one kind of job. What it runs is handed back when the test has finished. */
export function startJobNode<Input>(
  database: Database,
  handler: JobHandler<Input>,
  queue: TaskQueue = openJobQueue(),
  events: EventBus = openJobEvents(),
  load: Pick<Load, 'shortage'> = { shortage: undefined },
): JobNode {
  const logLines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined, level: 'debug' }, { write: (line) => logLines.push(JSON.parse(line)) });
  const handlers = new Map([[handler.task.kind, handler]]);
  const queries = createJobQueryStore(database);
  const store = createJobStore({ database, events });
  const runner = createJobRunner({ store, queries, handlers, queue, events, load, ...UNOBSERVED, log });
  const sweeps: JobSweep[] = [];
  const sweep = {
    begin: () => {
      for (const each of sweeps) each.begin();
    },
  };
  const work = createJobWorker({ queue, runner, handlers, events, sweep, concurrency: 4 });
  onTestFinished(async () => {
    await Promise.all(sweeps.map((sweep) => sweep.close()));
    await work.close(0);
  });
  return {
    jobs: createJobService({ store, queries, handlers, queue, events, log }),
    store,
    queries,
    handlers,
    queue,
    runner,
    work,
    logLines,
    startSweep() {
      const sweep = startJobSweep({ queries, handlers, queue, schedules: createSchedules(), log });
      sweeps.push(sweep);
      return sweep;
    },
  };
}
