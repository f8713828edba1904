import { isUniqueViolation } from '../database/client/sql-state.ts';
import { inOrder } from '../database/in-order.ts';
import type { Count, Page, PageRequest } from '../database/page.ts';
import { ConflictError, messageOf, NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import { hasEnded, type Job } from './job.ts';
import { CANCEL_TOPIC, publishJob } from './job-events.ts';
import type { JobHandlers } from './job-kind.ts';
import type { JobFilter } from './job-query-store.ts';
import { endJob, type JobSurroundings } from './queueing/end-job.ts';
import { enqueue } from './queueing/enqueue.ts';
import { startFreed } from './queueing/start-freed.ts';
import type { Also } from './store/job-move-store.ts';
import type { JobTask } from './task.ts';
import { readJob, watchJob, watchJobs } from './watch-jobs.ts';

/** Background work, as its owner follows and steers it. Somebody else's job is as if it weren't there. */
export interface JobService {
  /** In the order of the ids; undefined for those that aren't the owner's. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Job | undefined)[]>;
  /** Newest first. */
  list(ownerId: string, filter: JobFilter & { page: PageRequest }): Promise<Page<Job>>;
  count(ownerId: string, filter: JobFilter): Promise<Count>;

  /**
   * Stores a job and returns at once; the job is run whatever happens to this process.
   *
   * @throws {ConflictError} when the owner may have one open job of the kind, and has it, or there is one of the id
   */
  start<Input>(
    ownerId: string,
    task: JobTask<Input>,
    input: Input,
    /** What it is about; its id, where it is known before. */
    about?: { readonly conversationId?: string; readonly id?: string },
  ): Promise<Job>;
  /** As `start`, but where the owner may have one open job of the kind and has it, that one is returned. */
  startOrFind<Input>(ownerId: string, task: JobTask<Input>, input: Input): Promise<Job>;
  /** Tells the queue and those who watch of a job that another feature's statement stored. */
  announce(job: Job): Promise<void>;
  /**
   * Ends a job: at once when it hasn't begun, else by aborting the attempt in whatever process makes it. Waits a moment
   * for the end, and returns the job as it then is. A job that is cancelled already is returned as it is.
   *
   * @throws {NotFoundError}
   * @throws {ConflictError} when it has completed or failed
   */
  cancel(ownerId: string, id: string): Promise<Job>;
  /**
   * Runs a failed or cancelled job once more.
   *
   * @param also statements that take effect with it or not at all
   * @throws {NotFoundError}
   * @throws {ConflictError} when it is neither, when another job of its kind is open and there may be one, or when this
   *   process doesn't know the kind
   */
  retry(ownerId: string, id: string, also?: Also): Promise<Job>;
  /**
   * Resolves with the job when it has ended, or as it is when the time is up.
   *
   * @throws {NotFoundError}
   */
  whenEnded(ownerId: string, id: string, waitMs: number): Promise<Job>;
  /**
   * Ends all jobs of an owner that is about to be deleted: none begins any more, and those that run are aborted in
   * whatever process that is. Waits a moment for their ends.
   */
  stopAll(ownerId: string): Promise<void>;
  /** Deletes some of an owner's jobs, in rows and in the queue. @returns how many; 0 when there are none left */
  deleteSome(ownerId: string): Promise<number>;

  /**
   * The job now, then after every change, until it has ended.
   *
   * @throws {NotFoundError}
   */
  watch(ownerId: string, id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** Every change of every job of the owner from when this resolves. */
  watchAll(ownerId: string, signal: AbortSignal): Promise<AsyncIterable<Job>>;
}

interface Deps extends JobSurroundings {
  readonly queue: Pick<TaskQueue, 'add' | 'remove'>;
  readonly handlers: JobHandlers;
  readonly events: EventBus;
}

/** How long `cancel` and `stopAll` wait for running attempts to end before they return. */
const CANCEL_WAIT_MS = 2_000;
/** How many jobs are deleted at once. */
const DELETED_AT_ONCE = 1_000;

export function createJobService(deps: Deps): JobService {
  const { store, queries, queue, events, log } = deps;

  const service: JobService = {
    async byIds(ownerId, ids) {
      return inOrder(ids, await queries.ofOwner(ownerId, ids), ({ id }) => id);
    },
    list: queries.list,
    count: queries.count,

    async start(ownerId, task, input, about) {
      const job = await store.insert({ ownerId, task, input, ...about });
      if (!job) throw secondOfKind();
      await service.announce(job);
      return job;
    },
    async startOrFind(ownerId, task, input) {
      for (;;) {
        const job = await store.insert({ ownerId, task, input });
        if (job) await service.announce(job);
        const open = job ?? (await queries.openOfKind(ownerId, task.kind));
        // The open job may have ended in between: then another can be stored.
        if (open) return open;
      }
    },
    async announce(job) {
      publishJob(events, job);
      // A job that waits for a reply is queued if that reply has ended while the job was being stored.
      if (job.afterMessageId) await startFreed(job, { queries, queue, log });
      else await enqueue([job], { queue, log });
    },
    cancel: (ownerId, id) => cancelJob(deps, service, ownerId, id),
    retry: (ownerId, id, also = []) => retryJob(deps, ownerId, id, also),
    async whenEnded(ownerId, id, waitMs) {
      const signal = AbortSignal.timeout(waitMs);
      for await (const job of watchJob({ id, ownerId, queries, events, signal })) if (hasEnded(job)) return job;
      return readJob(queries, ownerId, id);
    },
    stopAll: (ownerId) => stopAll(deps, service, ownerId),
    async deleteSome(ownerId) {
      const deleted = await store.deleteSome(ownerId, DELETED_AT_ONCE);
      const open = deleted.filter((job) => !hasEnded(job));
      // A task that stays in the queue is done as soon as it is delivered: its job isn't there.
      await queue.remove(...open).catch((error: unknown) => {
        log.warn(
          { jobs: open.length, reason: messageOf(error) },
          'tasks of deleted jobs stay in the queue for a while',
        );
      });
      return deleted.length;
    },
    watch: (ownerId, id, signal) => watchJob({ id, ownerId, queries, events, signal }),
    watchAll: (ownerId, signal) => watchJobs({ ownerId, queries, events, signal }),
  };
  return service;
}

async function cancelJob(deps: Deps, { whenEnded }: JobService, ownerId: string, id: string): Promise<Job> {
  const requested = await deps.store.requestCancel(id, ownerId);
  if (!requested) {
    const job = await readJob(deps.queries, ownerId, id);
    if (job.state === 'CANCELLED') return job;
    throw new ConflictError(`This job can't be cancelled: it has ${job.state.toLowerCase()}.`);
  }
  if (requested.state === 'ACTIVE') {
    deps.events.publish(CANCEL_TOPIC, { key: id });
    return whenEnded(ownerId, id, CANCEL_WAIT_MS);
  }
  // It hasn't begun, and can't begin any more since the request is stored.
  const attempt = deps.handlers.get(requested.kind)?.start(requested);
  const ended = await endJob(requested, { state: 'CANCELLED' }, attempt, deps);
  return ended ?? readJob(deps.queries, ownerId, id);
}

async function stopAll({ store, events }: Deps, { whenEnded }: JobService, ownerId: string): Promise<void> {
  const jobs = await store.requestCancelAll(ownerId);
  const running = jobs.filter(({ state }) => state === 'ACTIVE');
  for (const { id } of running) events.publish(CANCEL_TOPIC, { key: id });
  await Promise.all(
    running.map(({ id }) =>
      whenEnded(ownerId, id, CANCEL_WAIT_MS).catch((error: unknown) => {
        // One that has gone meanwhile has ended as well.
        if (!(error instanceof NotFoundError)) throw error;
      }),
    ),
  );
}

async function retryJob(deps: Deps, ownerId: string, id: string, also: Also): Promise<Job> {
  const { store, queries, handlers, queue, log } = deps;
  const handler = handlers.get((await readJob(queries, ownerId, id)).kind);
  if (!handler) throw new ConflictError('This server does not know jobs of this kind; a newer or older version does.');
  const writes = [...(handler.reopened?.writes ?? []), ...also];
  const reopened = await store.reopen(id, ownerId, handler.task.attempts, writes).catch(refuseSecond);
  if (!reopened) {
    // Another call may have opened it since it was read.
    const { state } = await readJob(queries, ownerId, id);
    throw new ConflictError(`Only a failed or cancelled job can be retried; this one is ${state.toLowerCase()}.`);
  }
  await handler.reopened?.announce(reopened);
  await enqueue([reopened], { queue, log });
  return reopened;
}

function refuseSecond(error: unknown): never {
  throw isUniqueViolation(error) ? secondOfKind() : error;
}

/** Of some kinds an owner has one open job at a time, which an index of the database sees to. */
function secondOfKind(): ConflictError {
  return new ConflictError('Another job of this kind is open: wait for that one.');
}
