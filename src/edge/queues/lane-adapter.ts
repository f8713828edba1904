import { BaseAdapter } from '@bull-board/api/dist/queueAdapters/base.js';
import type { JobCounts, JobStatus, QueueJob, QueueMetrics, Status } from '@bull-board/api/dist/types.js';
import { ConflictError } from '../../errors.ts';
import { type LaneView, type SeenTask, TASK_STATES } from '../../queue/lane-view.ts';

/** Bull Board asks for no more than 300 at a time; this is in case it ever does. */
const MOST_TASKS = 300;
/** No queue has more; a number beyond that would not be one for every database. */
const MOST_SKIPPED = 1_000_000_000;

/**
 * A lane as Bull Board reads queues, whatever its tasks are stored in. There is no way to change anything by it, and
 * what it shows is what a {@link SeenTask} holds.
 */
export class LaneAdapter extends BaseAdapter {
  readonly #lane: LaneView;

  constructor(lane: LaneView, description: string) {
    // Of the two kinds that Bull Board knows, the one of which it expects less.
    super('bull', { readOnlyMode: true, description });
    this.#lane = lane;
  }

  getName(): string {
    return this.#lane.name;
  }

  getStatuses(): Status[] {
    return ['latest', ...TASK_STATES];
  }

  getJobStatuses(): JobStatus[] {
    return [...TASK_STATES];
  }

  async getJobCounts(): Promise<JobCounts> {
    const { waiting, active, delayed } = await this.#lane.counts();
    const none = { completed: 0, failed: 0, paused: 0, prioritized: 0, 'waiting-children': 0 };
    return { latest: waiting + active + delayed, waiting, active, delayed, ...none };
  }

  async getJobs(statuses: JobStatus[], start = 0, end = start + MOST_TASKS - 1): Promise<QueueJob[]> {
    const range = {
      skip: Math.min(MOST_SKIPPED, Math.max(0, start)),
      count: Math.min(MOST_TASKS, Math.max(0, end - start + 1)),
    };
    const wanted = TASK_STATES.filter((state) => statuses.includes(state));
    const lists = await Promise.all(wanted.map((state) => this.#lane.list(state, range)));
    return lists.flat().map(shown);
  }

  async getJob(id: string): Promise<QueueJob | undefined> {
    const task = isJobId(id) ? await this.#lane.find(id) : undefined;
    return task && shown(task);
  }

  /** A queue of Lex is never paused, limited, or given a schedule, and keeps neither logs nor counts of what ended. */
  async isPaused(): Promise<boolean> {
    return false;
  }
  async getGlobalConcurrency(): Promise<null> {
    return null;
  }
  async getJobSchedulers(): Promise<[]> {
    return [];
  }
  async getJobSchedulersCount(): Promise<number> {
    return 0;
  }
  async getJobLogs(): Promise<string[]> {
    return [];
  }
  async getMetrics(): Promise<QueueMetrics> {
    return { meta: { count: 0, prevTS: 0, prevCount: 0 }, data: [], count: 0 };
  }
  /** The status of Lex tells how its Redis and its database are. */
  async getRedisInfo(): Promise<null> {
    return null;
  }

  clean = readOnly;
  addJob = readOnly;
  pause = readOnly;
  resume = readOnly;
  empty = readOnly;
  obliterate = readOnly;
  promoteAll = readOnly;
  removeJobScheduler = readOnly;
  updateJobScheduler = readOnly;
  runJobSchedulerNow = readOnly;
  setGlobalConcurrency = readOnly;
}

/** Ids of jobs are UUIDs or hashes. Other names would be those of BullMQ's own keys, such as `meta`. */
function isJobId(text: string): boolean {
  return /^[\da-f-]{16,80}$/i.test(text);
}

async function readOnly(): Promise<never> {
  throw new ConflictError('Queues are only looked at here: jobs are run again and cancelled by the API.');
}

function shown({ id, kind, turn, state, addedAt, takenAt, delayMs }: SeenTask): QueueJob {
  return {
    opts: {},
    promote: readOnly,
    remove: readOnly,
    retry: readOnly,
    getState: async () => state,
    toJSON: () => ({
      id,
      name: kind,
      data: { turn },
      opts: {},
      progress: 0,
      attemptsMade: 0,
      timestamp: addedAt.getTime(),
      processedOn: takenAt?.getTime() ?? null,
      ...(delayMs !== undefined && { delay: delayMs }),
      failedReason: '',
      stacktrace: null,
      returnvalue: null,
      priority: turn,
    }),
  };
}
