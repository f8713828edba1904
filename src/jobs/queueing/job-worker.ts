import type { EventBus } from '../../events/event-bus.ts';
import type { TaskQueue, TaskWorker } from '../../queue/task-queue.ts';
import { within } from '../../time/within.ts';
import type { JobHandlers } from '../job-kind.ts';
import type { JobRunner } from '../job-runner.ts';
import { hearUnhandled } from './hear-unhandled.ts';
import type { JobSweep } from './job-sweep.ts';

/** The part of a process that runs jobs. */
export interface JobWorker {
  readonly started: boolean;
  start(): Promise<void>;
  /** Takes no more jobs. Those that run may finish within `finishMs`; then they are interrupted and handed back. */
  close(finishMs: number): Promise<void>;
}

/**
 * Of jobs that nobody waits for, one may run for so many replies that may be written at a time, and at least one. Such
 * jobs go on however many replies there are, and never keep a reply waiting.
 */
const REPLIES_FOR_A_BACKGROUND_JOB = 4;

/** How long interrupted jobs may take to be handed back. */
const HAND_BACK_MS = 3_000;

/** @param deps.concurrency how many replies may be written at a time; jobs in the background come on top */
export function createJobWorker(deps: {
  queue: TaskQueue;
  runner: JobRunner;
  handlers: JobHandlers;
  events: EventBus;
  sweep: Pick<JobSweep, 'begin'>;
  concurrency: number;
}): JobWorker {
  const { queue, runner, handlers, events, sweep, concurrency } = deps;
  let worker: TaskWorker | undefined;
  let hearing: { close(): Promise<void> } | undefined;
  return {
    get started() {
      return worker !== undefined;
    },
    async start() {
      const background = Math.ceil(concurrency / REPLIES_FOR_A_BACKGROUND_JOB);
      worker = await queue.work((task) => runner.run(task), { urgent: concurrency, background });
      hearing = hearUnhandled({ events, kinds: [...handlers.keys()], sweep });
      // Jobs may have waited for a worker that knows their kind.
      sweep.begin();
    },
    async close(finishMs) {
      await hearing?.close();
      const closed = worker?.close();
      if (closed && !(await endsWithin(closed, finishMs))) {
        runner.interrupt();
        // A worker that still hangs then is left to the end of the process. Its jobs are found again by their rows.
        await endsWithin(closed, HAND_BACK_MS);
      }
      runner.close();
      worker = undefined;
    },
  };
}

function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  return within(
    ms,
    work.then(() => true),
    { late: () => false },
  );
}
