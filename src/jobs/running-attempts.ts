import { messageOf } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import { OvertakenError } from './job.ts';
import { CANCEL_TOPIC } from './job-events.ts';
import type { JobQueryStore } from './job-query-store.ts';
import type { JobStore } from './job-store.ts';
import { RENEW_EVERY_MS } from './store/lease-store.ts';

/** Why an attempt is aborted, besides {@link OvertakenError}. */
export class Cancelled extends Error {}
export class Interrupted extends Error {}
export class TimeIsUp extends Error {}

/**
 * How long the queue may say nothing before leases are no longer renewed. A process that can't reach its Redis can't
 * write replies either, whose logs are there: after this time others may take them over. A shorter absence, which may
 * be one for everybody, costs no attempt.
 */
const SILENCE_MS = 15_000;

interface Entry {
  readonly controller: AbortController;
  readonly startedAt: number;
  /** The attempt's number; undefined until it has begun. */
  attempt?: number;
}

/** The place of one attempt among those that run in this process. */
export interface AttemptPlace {
  /** Aborts when the attempt is to end; the reason says why. */
  readonly signal: AbortSignal;
  /** The attempt has begun under this number: from now on its lease is renewed. */
  hold(attempt: number): void;
  leave(): void;
  /** How long the attempt has been in its place. */
  seconds(): number;
}

/**
 * The attempts that this process makes. Each is aborted when its job is cancelled, when another process has begun the
 * next attempt, when its time is up, or when the process must end; and each has its lease renewed for as long as it
 * runs.
 */
export class RunningAttempts {
  readonly #store: JobStore;
  readonly #queries: JobQueryStore;
  readonly #queue: Pick<TaskQueue, 'silentForMs'>;
  readonly #log: Logger;
  readonly #running = new Map<string, Entry>();
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor({ store, queries, queue, events, log }: RunningAttemptsDeps) {
    this.#store = store;
    this.#queries = queries;
    this.#queue = queue;
    this.#log = log;
    this.#hearCancellations(events).catch((error: unknown) => {
      log.error({ err: error }, 'cancellations are no longer heard');
    });
    this.#timer = setInterval(() => this.#look(), RENEW_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Takes a place. This comes before the attempt begins: from then on a request to cancel may come at any moment.
   *
   * @returns undefined when an attempt at the job has its place here: it lives, whatever the queue thinks of it
   */
  take(jobId: string, timeLimitMs: number): AttemptPlace | undefined {
    if (this.#running.has(jobId)) return undefined;
    const controller = new AbortController();
    const entry: Entry = { controller, startedAt: performance.now() };
    this.#running.set(jobId, entry);
    const timer = setTimeout(() => controller.abort(new TimeIsUp()), timeLimitMs);
    return {
      signal: controller.signal,
      hold(attempt) {
        entry.attempt = attempt;
      },
      leave: () => {
        clearTimeout(timer);
        this.#running.delete(jobId);
      },
      seconds: () => (performance.now() - entry.startedAt) / 1_000,
    };
  }

  interrupt(): void {
    for (const { controller } of this.#running.values()) controller.abort(new Interrupted());
  }

  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  async #hearCancellations(events: EventBus): Promise<void> {
    for await (const { key } of events.subscribe(CANCEL_TOPIC, { signal: this.#closing.signal })) {
      if (key === CANCEL_TOPIC.missed.key) this.#look();
      else this.#running.get(key)?.controller.abort(new Cancelled());
    }
  }

  #look(): void {
    if (this.#isLooking) return;
    const begun = [...this.#running].flatMap(([id, { controller, attempt }]) =>
      attempt === undefined ? [] : [{ id, controller, attempt }],
    );
    if (begun.length === 0) return;
    this.#isLooking = true;
    this.#abortUnwanted(begun)
      .catch((error: unknown) => this.#log.warn({ reason: messageOf(error) }, 'running jobs could not be looked at'))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /**
   * Renews leases, and aborts the attempts whose cancellation was not heard, and those that another process has taken
   * over.
   */
  async #abortUnwanted(begun: readonly BegunAttempt[]): Promise<void> {
    const isCutOff = this.#queue.silentForMs() > SILENCE_MS;
    const rows = await (isCutOff ? this.#queries.active(begun.map(({ id }) => id)) : this.#store.renewLeases(begun));
    for (const { id, controller, attempt } of begun) {
      const row = rows.find((each) => each.id === id);
      if (!row || row.attempts !== attempt) controller.abort(new OvertakenError());
      else if (row.cancelRequested) controller.abort(new Cancelled());
    }
  }
}

interface BegunAttempt {
  readonly id: string;
  readonly attempt: number;
  readonly controller: AbortController;
}

interface RunningAttemptsDeps {
  readonly store: JobStore;
  readonly queries: JobQueryStore;
  readonly queue: Pick<TaskQueue, 'silentForMs'>;
  readonly events: EventBus;
  readonly log: Logger;
}
