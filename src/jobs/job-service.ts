import type { Viewer } from '../accounts/viewer.ts';
import type { Database } from '../database/database.ts';
import { type Page, type PageRequest, pageOf, pageQuery } from '../database/page.ts';
import { isUniqueViolation } from '../database/unique-violation.ts';
import { ConflictError, messageOf, NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import { EventReader } from '../events/event-reader.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Logger } from '../log.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import { hasEnded, type Job, type JobKind, type JobState } from './job.ts';
import { CANCEL_TOPIC, jobTopic } from './job-events.ts';
import type { JobKinds } from './job-kind.ts';
import { type JobStore, publishJob } from './job-store.ts';
import type { JobTask } from './job-task.ts';
import { startFreed } from './start-freed.ts';
import { watchJobs } from './watch-jobs.ts';

/** Background work, as its owner follows and steers it. Somebody else's job is as none. */
export interface JobService {
  /** In the order of the ids; undefined for those that aren't the viewer's. */
  byIds(viewer: Viewer, ids: readonly string[]): Promise<(Job | undefined)[]>;
  /** Newest first. */
  list(viewer: Viewer, filter: JobFilter & { page: PageRequest }): Promise<Page<Job>>;
  count(viewer: Viewer, filter: JobFilter): Promise<number>;

  /** Stores a job and returns at once; it is run whatever happens to this process. */
  start<Input>(viewer: Viewer, task: JobTask<Input>, input: Input, about: { conversationId?: string }): Promise<Job>;
  /**
   * As `start`, for a kind of which an owner has one open job at a time, which an index of the database sees to: returns
   * the open one if there is one.
   */
  startOrFind<Input>(viewer: Viewer, task: JobTask<Input>, input: Input): Promise<Job>;
  /** Tells the queue and those who watch of a job that was stored by a statement of its feature's own. */
  announce(job: Job): Promise<void>;
  /**
   * Ends a job: at once when it hasn't begun, else by aborting it wherever it runs. Waits for the end for a moment,
   * and returns the job as it then is. A job that is cancelled already is returned as it is.
   *
   * @throws {NotFoundError} @throws {ConflictError} when it has completed or failed
   */
  cancel(viewer: Viewer, id: string): Promise<Job>;
  /**
   * Runs a failed or cancelled job once more.
   *
   * @throws {NotFoundError} @throws {ConflictError} when it is neither
   */
  retry(viewer: Viewer, id: string): Promise<Job>;
  /** Resolves with the job when it has ended, or as it is when the time is up. */
  whenEnded(viewer: Viewer, id: string, waitMs: number): Promise<Job>;

  /** The job now, then after every change, until it has ended. @throws {NotFoundError} */
  watch(viewer: Viewer, id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** Every change of every job of the viewer from now on. */
  watchAll(viewer: Viewer, signal: AbortSignal): AsyncIterable<Job>;
}

export interface JobFilter {
  readonly kind?: JobKind | null | undefined;
  readonly state?: JobState | null | undefined;
}

/** How long `cancel` waits for a running job to end before it answers. */
const CANCEL_WAIT_MS = 2_000;
/** How often a watcher reads the row again although no event came: one may have been lost. */
const REREAD_MS = 5_000;

export function createJobService(deps: {
  database: Database;
  store: JobStore;
  kinds: JobKinds;
  queue: TaskQueue;
  events: EventBus;
  log: Logger;
}): JobService {
  const { store, kinds, queue, events, log } = deps;
  const { prisma } = deps.database;

  async function owned(viewer: Viewer, id: string): Promise<Job> {
    const job = await prisma.job.findFirst({ where: { id, ownerId: viewer.id } });
    if (!job) throw new NotFoundError('job');
    return job;
  }

  async function enqueue(job: Job): Promise<void> {
    // The row is stored: when the queue doesn't answer now, the sweep adds the job within seconds.
    await queue.add(job).catch((error: unknown) => {
      log.warn({ jobId: job.id, reason: messageOf(error) }, 'a job waits for the queue');
    });
  }

  async function* watch(viewer: Viewer, id: string, signal: AbortSignal): AsyncGenerator<Job> {
    const done = new AbortController();
    const changes = new EventReader(events.subscribe(jobTopic(id), { signal: AbortSignal.any([signal, done.signal]) }));
    try {
      let job = await owned(viewer, id);
      yield job;
      while (!hasEnded(job) && !signal.aborted) {
        const changed = await changes.nextWithin(REREAD_MS);
        if (changed === 'closed') return;
        const latest = (changed === 'quiet' ? undefined : changed.job) ?? (await owned(viewer, id));
        if (latest.revision <= job.revision) continue;
        job = latest;
        yield job;
      }
    } finally {
      done.abort();
    }
  }

  async function whenEnded(viewer: Viewer, id: string, waitMs: number): Promise<Job> {
    const time = AbortSignal.timeout(waitMs);
    for await (const job of watch(viewer, id, time)) if (hasEnded(job)) return job;
    return owned(viewer, id);
  }

  return {
    async byIds(viewer, ids) {
      const rows = await prisma.job.findMany({ where: { id: { in: [...ids] }, ownerId: viewer.id } });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id));
    },
    async list(viewer, { page, ...filter }) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const rows = await prisma.job.findMany({
        where: { ...whereOf(viewer, filter), number: where },
        orderBy: { number: direction },
        take,
      });
      return pageOf(rows, page);
    },
    count: (viewer, filter) => prisma.job.count({ where: whereOf(viewer, filter) }),

    async start(viewer, task, input, { conversationId }) {
      const job = await store.insert({ ownerId: viewer.id, task, input, conversationId });
      if (!job) throw new ConflictError('Another job of this kind is open: wait for that one.');
      publishJob(events, job);
      await enqueue(job);
      return job;
    },
    async startOrFind(viewer, task, input) {
      for (;;) {
        const job = await store.insert({ ownerId: viewer.id, task, input });
        if (job) {
          publishJob(events, job);
          await enqueue(job);
          return job;
        }
        const open = await store.openOfKind(viewer.id, task.kind);
        // It may have ended in between: then another can begin.
        if (open) return open;
      }
    },
    async announce(job) {
      publishJob(events, job);
      // What it waits for may have ended while it was stored.
      if (job.afterMessageId) await startFreed(job, { store, queue, log });
      else await enqueue(job);
    },

    async cancel(viewer, id) {
      const requested = await store.requestCancel(id, viewer.id);
      if (!requested) {
        const job = await owned(viewer, id);
        if (job.state === 'CANCELLED') return job;
        throw new ConflictError(`This job can't be cancelled: it has ${job.state.toLowerCase()}.`);
      }
      if (requested.state === 'ACTIVE') {
        events.publish(CANCEL_TOPIC, { key: id });
        return whenEnded(viewer, id, CANCEL_WAIT_MS);
      }
      // Not begun, and since the request is noted it can't be any more.
      const record = kinds.get(requested.kind)?.record;
      const also = (await record?.end(requested, { state: 'CANCELLED' })) ?? [];
      const ended = await store.end(id, requested.attempts, { state: 'CANCELLED' }, also);
      if (ended) {
        await record?.changed(ended);
        await startFreed(ended, { store, queue, log });
      }
      return ended ?? owned(viewer, id);
    },
    async retry(viewer, id) {
      const kind = kinds.get((await owned(viewer, id)).kind);
      const reopened =
        kind && (await store.reopen(id, viewer.id, kind.attempts, kind.record?.reopen() ?? []).catch(refuseSecond));
      if (!reopened) {
        // Another call may have reopened it since it was read.
        const { state } = await owned(viewer, id);
        throw new ConflictError(`Only a failed or cancelled job can be retried; this one is ${state.toLowerCase()}.`);
      }
      await kind.record?.changed(reopened);
      await enqueue(reopened);
      return reopened;
    },
    whenEnded,
    watch,
    watchAll: (viewer, signal) => watchJobs({ ownerId: viewer.id, database: deps.database, events, signal }),
  };
}

function whereOf(viewer: Viewer, { kind, state }: JobFilter): Prisma.JobWhereInput {
  return { ownerId: viewer.id, ...(kind ? { kind } : {}), ...(state ? { state } : {}) };
}

/** Of some kinds an owner has one open job at a time, which an index of the database sees to. */
function refuseSecond(error: unknown): never {
  if (isUniqueViolation(error)) throw new ConflictError('Another job of this kind is open: wait for that one.');
  throw error;
}
