import { DatabaseUnavailableError } from '../database/client/database-unavailable-error.ts';
import { LexError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import { StoreUnavailableError } from '../lmdb/write-lmdb.ts';
import type { Load } from '../load/load.ts';
import { typesOf } from '../loggable-error.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Delivery, TaskOutcome, TaskQueue } from '../queue/task-queue.ts';
import { RedisUnavailableError } from '../redis/redis-unavailable-error.ts';
import { retryUntil } from '../time/retry-until.ts';
import { withinGrace } from '../time/within-grace.ts';
import type { Tracer } from '../tracing/span.ts';
import { hasEnded, type Job, type JobEnd, OvertakenError } from './job.ts';
import { type Attempt, type AttemptContext, isUrgent, type JobHandler, type JobHandlers } from './job-kind.ts';
import type { BegunJob } from './job-store.ts';
import { inAttemptSpan, noteEnd, noteFailure } from './queueing/attempt-span.ts';
import { endJob, type JobSurroundings } from './queueing/end-job.ts';
import { createUnknownKinds } from './queueing/unknown-kinds.ts';
import { type AttemptPlace, Cancelled, Interrupted, RunningAttempts, TimeIsUp } from './running-attempts.ts';
import { LEASE_MS } from './store/lease-store.ts';

/** Makes attempts at the jobs that the queue delivers to this process. */
export interface JobRunner {
  /** Makes one attempt at a job, and says what becomes of its task. */
  run(task: Delivery): Promise<TaskOutcome>;
  /** Aborts what still runs. Each job is handed back, and the attempt isn't counted against it. */
  interrupt(): void;
  close(): void;
}

interface Deps extends JobSurroundings {
  readonly queue: Pick<TaskQueue, 'add' | 'silentForMs'>;
  readonly handlers: JobHandlers;
  readonly events: EventBus;
  /** While the heap is short, what nobody waits for isn't begun. */
  readonly load: Pick<Load, 'shortage'>;
  /** Told of each job that an attempt in this process ended. */
  readonly observe: Metrics['job'];
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** Told how long each job has waited for its first attempt. */
  readonly observeWait: Metrics['jobWait'];
}

/** How long an attempt may take to end after its signal aborted; then its job is ended without it. */
const ABORT_GRACE_MS = 5_000;
/** The first pause after an attempt that failed; each later one is twice as long. */
const FIRST_RETRY_MS = 1_000;
/** The pause after an attempt that found a store away, which is no fault of its job. */
const AWAY_RETRY_MS = 2_000;
/** So many attempts may find a store away before that is counted: it may be what the job itself stores that fails. */
const MOST_AWAY = 30;
/** How long it is tried again to put such a job back, in milliseconds; then its lease runs out. */
const RELEASE_PATIENCE_MS = 30_000;
const DONE: TaskOutcome = { kind: 'done' };
/** How long a job waits for room in the heap before it is looked at again. */
const NO_ROOM: TaskOutcome = { kind: 'again', delayMs: 2_000 };
/** The attempt at the job that runs here says so in its row. */
const RUNS_HERE: TaskOutcome = { kind: 'again', delayMs: LEASE_MS };
/** A lease ended between two looks at it. */
const LEASE_OVER: TaskOutcome = { kind: 'again', delayMs: 200 };

export function createJobRunner(deps: Deps): JobRunner {
  const running = new RunningAttempts(deps);
  const unknown = createUnknownKinds(deps);
  return {
    async run({ id, kind }) {
      const handler = deps.handlers.get(kind);
      if (!handler) return unknown.settle(id, kind);
      if (deps.load.shortage === 'heap' && !isUrgent(kind)) return NO_ROOM;
      const place = running.take(id, timeLimitOf(handler));
      if (!place) return RUNS_HERE;
      const tookAt = performance.now();
      try {
        const begun = await deps.store.begin(id, handler.begun?.writes ?? [], handler.begun?.reads);
        if (!begun) return await settle(deps, handler, id);
        place.hold(begun.job.attempts);
        observeWait(deps, begun.job);
        return await inAttemptSpan(deps.tracer, begun, tookAt, async () => {
          await handler.begun?.announce(begun.job);
          return makeAttempt(deps, handler, begun, place);
        });
      } finally {
        place.leave();
      }
    },
    interrupt: () => running.interrupt(),
    close: () => running.close(),
  };
}

/** By the database's clock, whose both times are. */
function observeWait({ observeWait }: Deps, { kind, attempts, createdAt, startedAt }: Job): void {
  if (attempts !== 1 || !startedAt) return;
  observeWait({ kind, seconds: Math.max(0, startedAt.getTime() - createdAt.getTime()) / 1_000 });
}

/** Runs an attempt that has begun, then ends its job or puts it back. */
async function makeAttempt(
  deps: Deps,
  handler: JobHandler<unknown>,
  { job, read }: BegunJob,
  place: AttemptPlace,
): Promise<TaskOutcome> {
  const { signal } = place;
  const attempt = handler.start(job, read);
  const end = async (as: JobEnd): Promise<TaskOutcome> => {
    const ended = await endJob(job, as, attempt, deps);
    noteEnd(as);
    if (ended) deps.observe({ kind: job.kind, state: as.state, seconds: place.seconds() });
    return DONE;
  };
  try {
    const result = await withinGrace(ABORT_GRACE_MS, signal, work(deps, handler, attempt, job, signal));
    return await end({ state: 'COMPLETED', result });
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    if (error instanceof OvertakenError || reason instanceof OvertakenError) return DONE;
    if (reason instanceof Interrupted) {
      noteFailure(reason);
      await deps.store.release(job.id, job.attempts, { counted: false, step: undefined });
      return { kind: 'handBack' };
    }
    if (reason instanceof Cancelled) return end({ state: 'CANCELLED' });
    if (reason instanceof TimeIsUp) {
      const minutes = Math.round(timeLimitOf(handler) / 60_000);
      return end({ state: 'FAILED', failure: 'TOO_LONG', error: tookTooLong(minutes), code: 'UNAVAILABLE' });
    }
    const cause = typesOf(error);
    if (isFinal(error)) {
      return end({ state: 'FAILED', failure: 'REFUSED', error: error.message, code: error.code, cause });
    }
    noteFailure(error);
    deps.log.error({ jobId: job.id, kind: job.kind, attempt: job.attempts, err: error }, 'an attempt at a job failed');
    const away = isStoreAway(error);
    if (away && job.attempts <= MOST_AWAY) return waitForStore(deps, job);
    if (job.attempts < job.attemptLimit) return retryLater(deps, job);
    if (away)
      return end({ state: 'FAILED', failure: 'ATTEMPTS_FAILED', error: error.message, code: error.code, cause });
    const failed = { failure: 'ATTEMPTS_FAILED', error: wentWrong(job), code: 'INTERNAL_SERVER_ERROR', cause } as const;
    return end({ state: 'FAILED', ...failed });
  }
}

async function work(
  { store }: Deps,
  { task }: JobHandler<unknown>,
  attempt: Attempt<unknown>,
  job: Job,
  signal: AbortSignal,
): Promise<unknown> {
  const progress: AttemptContext['progress'] = async (percent, step) => {
    if (!(await store.progress(job.id, job.attempts, percent, step))) throw new OvertakenError();
  };
  return attempt.run(task.input.parse(job.input), { signal, progress });
}

async function retryLater({ store }: Deps, { id, attempts }: Job): Promise<TaskOutcome> {
  const released = await store.release(id, attempts, { counted: true, step: 'Waiting to try again' });
  if (!released) return DONE;
  // With up to as much again of jitter, so that many that failed together don't come back together.
  return { kind: 'again', delayMs: FIRST_RETRY_MS * 2 ** (attempts - 1) * (1 + Math.random()) };
}

async function waitForStore({ store }: Deps, { id, attempts }: Job): Promise<TaskOutcome> {
  const release = () => store.release(id, attempts, { counted: false, step: 'Waiting to try again' });
  const released = await retryUntil(release, { patienceMs: RELEASE_PATIENCE_MS });
  return released ? { kind: 'again', delayMs: AWAY_RETRY_MS * (1 + Math.random()) } : DONE;
}

/**
 * Says what becomes of a task whose job may not begin: the job has ended, an attempt at it is under way elsewhere, it
 * must end now, a reply holds it back, or its last attempt is lost.
 */
async function settle(deps: Deps, handler: JobHandler<unknown>, id: string): Promise<TaskOutcome> {
  const job = await deps.queries.byId(id);
  if (!job || hasEnded(job)) return DONE;
  // The queue delivers a task again when it no longer hears of the worker, which may live all the same.
  const leaseMs = job.state === 'ACTIVE' ? await deps.store.leaseLeftMs(id) : 0;
  if (leaseMs > 0) return { kind: 'again', delayMs: leaseMs };
  if (job.cancelRequested) {
    await endJob(job, { state: 'CANCELLED' }, handler.start(job), deps, deps.store.endLost);
    return DONE;
  }
  // Where it has no lease by now, it can begin. Otherwise a reply holds it back, whose end queues it again.
  if (job.attempts < job.attemptLimit) return job.state === 'ACTIVE' ? LEASE_OVER : DONE;
  const as = {
    state: 'FAILED',
    failure: 'PROCESSES_DIED',
    error: allDied(job),
    code: 'INTERNAL_SERVER_ERROR',
  } as const;
  await endJob(job, as, handler.start(job), deps, deps.store.endLost);
  return DONE;
}

function timeLimitOf({ timeLimitMs, task }: JobHandler<unknown>): number {
  return timeLimitMs ?? task.timeLimitMs;
}

const STORES_AWAY = [DatabaseUnavailableError, RedisUnavailableError, StoreUnavailableError];

/** Whether an attempt failed because what it stores in was away or full, which may be over in a while. */
function isStoreAway(error: unknown): error is LexError {
  return STORES_AWAY.some((type) => error instanceof type);
}

/** Whether another attempt would fail alike. */
function isFinal(error: unknown): error is LexError {
  return error instanceof LexError && !isStoreAway(error);
}

function wentWrong({ id, attempts }: Job): string {
  return `Something went wrong here, ${attempts} times. The details are in the server's log under ${id}.`;
}

function tookTooLong(minutes: number): string {
  return `It took longer than ${minutes} minutes.`;
}

function allDied({ attempts }: Job): string {
  return `It was begun ${attempts} times, and each time the process that ran it ended before the work did.`;
}
