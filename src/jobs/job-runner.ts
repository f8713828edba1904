import { DatabaseUnavailableError } from '../database/client/database-unavailable-error.ts';
import { LexError, messageOf } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Task, TaskOutcome, TaskQueue } from '../queue/task-queue.ts';
import { hasEnded, type Job, type JobEnd } from './job.ts';
import { CANCEL_TOPIC } from './job-events.ts';
import type { JobKinds, RunnableKind } from './job-kind.ts';
import { type JobStore, LEASE_MS } from './job-store.ts';
import { OvertakenError } from './overtaken-error.ts';
import { startFreed } from './start-freed.ts';

/** Does the work of jobs that the queue delivers to this process. */
export interface JobRunner {
  /** Runs one attempt of a job, and says how its delivery ends. */
  run(task: Task): Promise<TaskOutcome>;
  /** Aborts what still runs; each job is handed back, and the attempt isn't counted against it. */
  interrupt(): void;
  close(): void;
}

class Cancelled extends Error {}
class Interrupted extends Error {}
class TimeIsUp extends Error {}

/** How long a handler may take to end after its signal aborted; then its attempt is ended without it. */
const ABORT_GRACE_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
/** How often the rows of running jobs are looked at, in case a request to cancel was not heard. */
const LOOK_EVERY_MS = 1_000;
/** How often their leases are renewed: several times in the time that one holds. */
const RENEW_EVERY_MS = LEASE_MS / 5;

/** An attempt that this process makes. */
interface Running {
  readonly controller: AbortController;
  /** Undefined until it has begun. */
  attempt?: number;
  readonly startedAt: number;
}

export function createJobRunner(deps: {
  store: JobStore;
  kinds: JobKinds;
  queue: Pick<TaskQueue, 'add'>;
  events: EventBus;
  /** Told of each job that an attempt in this process ended. */
  observe: Metrics['job'];
  log: Logger;
}): JobRunner {
  const { store, kinds, queue, events, observe, log } = deps;
  const running = new Map<string, Running>();
  const closing = new AbortController();

  async function watchCancellations(): Promise<void> {
    for await (const { key } of events.subscribe(CANCEL_TOPIC, { signal: closing.signal })) {
      if (key === CANCEL_TOPIC.missed.key) look();
      else running.get(key)?.controller.abort(new Cancelled());
    }
  }
  watchCancellations().catch((error: unknown) => log.error({ err: error }, 'cancellations are no longer heard'));

  let isLooking = false;
  function look(): void {
    if (isLooking) return;
    isLooking = true;
    Promise.all([abortUnwanted(), renewLeases()])
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'running jobs could not be looked at'))
      .finally(() => {
        isLooking = false;
      });
  }

  let renewedAt = 0;
  async function renewLeases(): Promise<void> {
    if (performance.now() - renewedAt < RENEW_EVERY_MS) return;
    const begun = [...running].flatMap(([id, { attempt }]) => (attempt === undefined ? [] : [{ id, attempt }]));
    if (begun.length > 0) await store.renewLeases(begun);
    renewedAt = performance.now();
  }

  /** Aborts what was cancelled without our hearing of it, and what another process has taken over. */
  async function abortUnwanted(): Promise<void> {
    const begun = [...running].filter(([, { attempt }]) => attempt !== undefined);
    if (begun.length === 0) return;
    const rows = await store.standing(begun.map(([id]) => id));
    for (const [id, { controller, attempt }] of begun) {
      const row = rows.find((each) => each.id === id);
      if (!row || row.attempts !== attempt) controller.abort(new OvertakenError());
      else if (row.cancelRequested) controller.abort(new Cancelled());
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();

  async function run({ id, kind: name }: Task): Promise<TaskOutcome> {
    const kind = kinds.get(name);
    if (!kind) throw new Error(`There is no handler for jobs of kind ${name}.`);
    const controller = new AbortController();
    const before = running.get(id);
    const entry: Running = { controller, startedAt: performance.now() };
    // Before the attempt begins: from then on a request to cancel may come at any moment.
    running.set(id, entry);
    const timer = setTimeout(() => controller.abort(new TimeIsUp()), kind.timeLimitMs);
    try {
      const job = await store.begin(id, kind.record?.begin() ?? []);
      if (!job) {
        // What was there goes on, and is still cancelled and heard of by its place here.
        if (before) running.set(id, before);
        return await settle(id, kind);
      }
      entry.attempt = job.attempts;
      before?.controller.abort(new OvertakenError());
      await kind.record?.changed(job);
      return await attempt(kind, job, controller.signal);
    } finally {
      clearTimeout(timer);
      if (running.get(id) === entry) running.delete(id);
    }
  }

  /** A job that may not be begun: it has ended, it must end now, another must end first, or its last attempt is under way. */
  async function settle(id: string, kind: RunnableKind): Promise<TaskOutcome> {
    const job = await store.byId(id);
    if (!job || hasEnded(job)) return { kind: 'done' };
    if (job.cancelRequested) return finish(kind, job, { state: 'CANCELLED' });
    // It waits for a reply, whose end brings it back.
    if (job.attempts < job.attemptLimit) return { kind: 'done' };
    // The queue delivers a task again whose worker it doesn't hear of, which may live all the same, here or elsewhere.
    const leaseMs = running.get(id)?.attempt === job.attempts ? LEASE_MS : await store.leaseLeftMs(id);
    if (leaseMs > 0) return { kind: 'again', delayMs: leaseMs };
    const error = `It was begun ${job.attempts} times, and each time the process that ran it ended before the work did.`;
    return finish(kind, job, { state: 'FAILED', error }, store.endLost);
  }

  async function attempt(kind: RunnableKind, job: Job, signal: AbortSignal): Promise<TaskOutcome> {
    try {
      const progress = async (percent: number, step: string) => {
        if (!(await store.progress(job.id, job.attempts, percent, step))) throw new OvertakenError();
      };
      const result = await withinGrace(kind.run(job.input, { job, signal, progress }), signal);
      return await finish(kind, job, { state: 'COMPLETED', result });
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      if (error instanceof OvertakenError || reason instanceof OvertakenError) return { kind: 'done' };
      if (reason instanceof Interrupted) {
        await store.release(job.id, job.attempts, { counted: false, step: undefined });
        return { kind: 'handBack' };
      }
      if (reason instanceof Cancelled) return finish(kind, job, { state: 'CANCELLED' });
      if (reason instanceof TimeIsUp) {
        const minutes = Math.round(kind.timeLimitMs / 60_000);
        return finish(kind, job, { state: 'FAILED', error: `It took longer than ${minutes} minutes.` });
      }
      // A database that was away for a moment is no reason to give up what the next attempt can do.
      const final = error instanceof LexError && !(error instanceof DatabaseUnavailableError);
      if (final) return finish(kind, job, { state: 'FAILED', error: error.message });
      log.error({ jobId: job.id, kind: job.kind, attempt: job.attempts, err: error }, 'an attempt at a job failed');
      return retryLater(kind, job);
    }
  }

  async function retryLater(kind: RunnableKind, job: Job): Promise<TaskOutcome> {
    if (job.attempts >= job.attemptLimit) {
      const error = `Something went wrong here, ${job.attempts} times. The details are in the server's log under ${job.id}.`;
      return finish(kind, job, { state: 'FAILED', error });
    }
    const released = await store.release(job.id, job.attempts, { counted: true, step: 'Waiting to try again' });
    if (!released) return { kind: 'done' };
    // Doubling with up to as much again of jitter, so that many that failed together don't come back together.
    return { kind: 'again', delayMs: FIRST_RETRY_MS * 2 ** (job.attempts - 1) * (1 + Math.random()) };
  }

  async function finish(kind: RunnableKind, job: Job, end: JobEnd, write = store.end): Promise<TaskOutcome> {
    const ended = await write(job.id, job.attempts, end, (await kind.record?.end(job, end)) ?? []);
    // Told even if another was faster: it may have died before it could tell.
    await kind.record?.changed(ended ?? job);
    const entry = running.get(job.id);
    if (ended && entry?.attempt === job.attempts) {
      observe({ kind: job.kind, state: end.state, seconds: (performance.now() - entry.startedAt) / 1_000 });
    }
    if (ended) await enqueue(kind.record?.follow?.(job) ?? []);
    await startFreed(job, { store, queue, log });
    return { kind: 'done' };
  }

  async function enqueue(tasks: readonly Task[]): Promise<void> {
    if (tasks.length === 0) return;
    // Their rows are stored: when the queue doesn't answer now, the sweep adds them within seconds.
    await queue.add(...tasks).catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, 'jobs that follow another wait for the queue');
    });
  }

  return {
    run,
    interrupt() {
      for (const { controller } of running.values()) controller.abort(new Interrupted());
    },
    close() {
      clearInterval(timer);
      closing.abort();
    },
  };
}

/** Waits for a handler, and after its signal aborted only a while longer, so that a deaf one can't hold its place. */
async function withinGrace<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const deaf = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), ABORT_GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, deaf]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
