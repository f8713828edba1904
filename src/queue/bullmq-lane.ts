import type { BackendClasses, IQueueBackend, Job, JobType } from 'bullmq';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createTaskMover, LOCK_MS } from './bullmq-task-mover.ts';
import { handleTask, type Lane, type TaskHandler } from './lane.ts';
import type { SeenTask, TaskRange, TaskState } from './lane-view.ts';
import type { TaskWorker } from './task-queue.ts';

const RENEW_LOCK_MS = 1_000;
const STALLED_CHECK_MS = 1_000;
/** More than BullMQ's 1, and than ever happens: the Job table counts a job's attempts, and it alone ends a job. */
const MAX_STALLED = 10_000;
/** An error that repeats itself is told once in this time: BullMQ emits one for each try to connect. */
const SAME_TROUBLE_MS = 30_000;

/** How many tasks are removed at once; each costs a command. */
const REMOVED_AT_ONCE = 50;

/** How a queue's database is reached. */
export interface LaneConnections<C> {
  /** For commands that somebody waits for: they may fail fast. */
  readonly connection: C;
  /** Gives the connection for a process's workers, whose commands wait. */
  readonly connectionForWork: () => C;
}

/**
 * A queue on BullMQ, for either of its backends.
 *
 * BullMQ counts no attempts here and keeps no ended tasks: the Job table says what a job's attempts and end are.
 */
export function createBullmqLane<B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  options: LaneConnections<C> & { readonly name: string; readonly prefix: string; readonly log: Logger },
): Lane {
  const { name, connection, connectionForWork, prefix, log } = options;
  const queue = new classes.Queue<Record<string, never>>(name, { connection, prefix });
  let heardAt = performance.now();
  queue.on('error', tellOfTrouble(log, 'the job queue is in trouble'));

  /** In what BullMQ keeps as a list, its backends count alike only from the newest on. */
  const range = async (type: JobType, { skip, count }: TaskRange, order: 'newest first' | 'first first') => {
    const found = count > 0 ? await queue.getJobs([type], skip, skip + count - 1, order === 'first first') : [];
    // A task that has gone since its id was read is left out.
    return found.filter(Boolean);
  };

  return {
    name,
    async list(state, wanted) {
      if (state !== 'waiting') {
        const found = await range(state, wanted, state === 'active' ? 'newest first' : 'first first');
        return found.map((task) => seen(task, state));
      }
      // Those without a priority come first, from a list of their own.
      const { waiting: ahead = 0 } = await queue.getJobCounts('waiting');
      const { skip, count } = wanted;
      const some = Math.min(count, Math.max(0, ahead - skip));
      const first = await range('waiting', { skip: ahead - skip - some, count: some }, 'newest first');
      const rest = { skip: Math.max(0, skip - ahead), count: count - some };
      const later = await range('prioritized', rest, 'first first');
      return [...first.reverse(), ...later].map((task) => seen(task, state));
    },
    async find(id) {
      const task = await queue.getJob(id);
      const state = task && STATE_OF.get(await task.getState());
      return state && seen(task, state);
    },
    async add(...tasks) {
      const entries = tasks.map(({ id, kind, turn }) => ({
        name: kind,
        data: {},
        // BullMQ takes tasks with no priority first, then those with the lowest.
        opts: { jobId: id, priority: turn, attempts: 1, removeOnComplete: true, removeOnFail: true },
      }));
      const [only] = entries;
      if (only && entries.length === 1) await queue.add(only.name, only.data, only.opts);
      else if (only) await queue.addBulk(entries);
    },
    async remove(...tasks) {
      for (let at = 0; at < tasks.length; at += REMOVED_AT_ONCE) {
        await Promise.all(tasks.slice(at, at + REMOVED_AT_ONCE).map(({ id }) => queue.remove(id)));
      }
    },
    work(handler, concurrency) {
      const onHeard = () => {
        heardAt = performance.now();
      };
      const worker = { connection: connectionForWork(), concurrency, onHeard };
      return startWorker(classes, { ...worker, name, prefix, handler, log });
    },
    silentForMs: () => performance.now() - heardAt,
    async counts() {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      const waiting = (counts.waiting ?? 0) + (counts.prioritized ?? 0);
      return { waiting, active: counts.active ?? 0, delayed: counts.delayed ?? 0 };
    },
    async clear() {
      await queue.obliterate({ force: true });
      // Obliterating pauses the queue first, and leaves it so.
      await queue.resume();
    },
    close: () => queue.close(),
  };
}

/** As BullMQ calls them. A task that has ended is not kept. */
const STATE_OF: ReadonlyMap<string, TaskState> = new Map([
  ['waiting', 'waiting'],
  ['prioritized', 'waiting'],
  ['active', 'active'],
  ['delayed', 'delayed'],
]);

function seen({ id = '', name, priority, timestamp, processedOn, delay }: Job, state: TaskState): SeenTask {
  return {
    id,
    kind: name,
    turn: priority,
    state,
    addedAt: new Date(timestamp),
    takenAt: processedOn === undefined ? undefined : new Date(processedOn),
    delayMs: state === 'delayed' ? delay : undefined,
  };
}

interface WorkerOptions<C> {
  readonly name: string;
  readonly prefix: string;
  readonly connection: C;
  readonly concurrency: number;
  readonly handler: TaskHandler;
  /** The queue gave a task, or answered that it knows who handles one. */
  readonly onHeard: () => void;
  readonly log: Logger;
}

async function startWorker<B extends IQueueBackend, C>(
  { Worker }: BackendClasses<B, C>,
  { name, prefix, connection, concurrency, handler, onHeard, log }: WorkerOptions<C>,
): Promise<TaskWorker> {
  const mover = createTaskMover(log);
  const worker = new Worker<Record<string, never>>(
    name,
    async (task, token) => {
      onHeard();
      const outcome = await handleTask(handler, { id: task.id ?? '', kind: task.name }, log);
      await mover.settle(task, outcome, token);
    },
    {
      connection,
      prefix,
      concurrency,
      lockDuration: LOCK_MS,
      lockRenewTime: RENEW_LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
    },
  );
  worker.on('error', tellOfTrouble(log, 'the job worker is in trouble'));
  worker.on('locksRenewed', onHeard);
  // It answers that others may have the tasks by now: whether they may begin them, the leases of the jobs say.
  worker.on('lockRenewalFailed', onHeard);
  // No handler ends a task so. The queue itself could not put the task where it belongs, and has forgotten it.
  worker.on('failed', (task, error) => {
    log.warn({ jobId: task?.id, reason: messageOf(error) }, 'a task was lost from the queue');
  });
  await worker.waitUntilReady();
  return {
    close() {
      mover.close();
      return worker.close();
    },
  };
}

/** Tells of an error, and of the same one again only after a while. */
function tellOfTrouble(log: Logger, message: string): (error: unknown) => void {
  let last: { readonly reason: string; readonly at: number } | undefined;
  return (error) => {
    const reason = messageOf(error);
    const at = performance.now();
    if (last?.reason === reason && at - last.at < SAME_TROUBLE_MS) return;
    last = { reason, at };
    log.warn({ reason }, message);
  };
}
