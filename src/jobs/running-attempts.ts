import { messageOf } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import { OvertakenError } from './job.ts';
import { CANCEL_TOPIC } from './job-events.ts';
import type { JobQueryStore } from './job-query-store.ts';
import type { JobStore } from './job-store.ts';
import { LEASE_MS } from './store/lease-store.ts';

/** Why an attempt is aborted, besides {@link OvertakenError}. */
export class Cancelled extends Error {}
export class Interrupted extends Error {}
export class TimeIsUp extends Error {}

/** How often the rows of running jobs are read, in case a request to cancel was not heard. */
const LOOK_EVERY_MS = 1_000;
/** How often leases are renewed: several times in the time that one lasts. */
const RENEW_EVERY_MS = LEASE_MS / 5;

interface Entry {
  readonly controller: AbortController;
  readonly startedAt: number;
  /** The attempt's number; undefined until it has begun. */
  attempt?: number;
  hasLeft: boolean;
}

/** The place of one attempt among those that run in this process. */
export interface AttemptPlace {
  /** Aborts when the attempt is to end; the reason says why. */
  readonly signal: AbortSignal;
  /**
   * The attempt has begun under this number. An earlier one at the same job, here in this process, is overtaken by it.
   */
  hold(attempt: number): void;
  /** The attempt may not begin: the one that was in its place goes on, and is cancelled and heard of as before. */
  giveBack(): void;
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
  readonly #log: Logger;
  readonly #running = new Map<string, Entry>();
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #renewedAt = 0;

  constructor({ store, queries, events, log }: RunningAttemptsDeps) {
    this.#store = store;
    this.#queries = queries;
    this.#log = log;
    this.#hearCancellations(events).catch((error: unknown) => {
      log.error({ err: error }, 'cancellations are no longer heard');
    });
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Takes a place. This comes before the attempt begins: from then on a request to cancel may come at any moment. */
  take(jobId: string, timeLimitMs: number): AttemptPlace {
    const controller = new AbortController();
    const before = this.#running.get(jobId);
    const entry: Entry = { controller, startedAt: performance.now(), hasLeft: false };
    this.#running.set(jobId, entry);
    const timer = setTimeout(() => controller.abort(new TimeIsUp()), timeLimitMs);
    return {
      signal: controller.signal,
      hold(attempt) {
        entry.attempt = attempt;
        before?.controller.abort(new OvertakenError());
      },
      giveBack: () => {
        if (before && !before.hasLeft) this.#running.set(jobId, before);
      },
      leave: () => {
        clearTimeout(timer);
        entry.hasLeft = true;
        if (this.#running.get(jobId) === entry) this.#running.delete(jobId);
      },
      seconds: () => (performance.now() - entry.startedAt) / 1_000,
    };
  }

  /** Whether this attempt runs in this process. */
  has(jobId: string, attempt: number): boolean {
    return this.#running.get(jobId)?.attempt === attempt;
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
    this.#isLooking = true;
    const begun = [...this.#running].flatMap(([id, { controller, attempt }]) =>
      attempt === undefined ? [] : [{ id, controller, attempt }],
    );
    Promise.all([this.#abortUnwanted(begun), this.#renewLeases(begun)])
      .catch((error: unknown) => this.#log.warn({ reason: messageOf(error) }, 'running jobs could not be looked at'))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** Aborts the attempts whose cancellation was not heard, and those that another process has taken over. */
  async #abortUnwanted(begun: readonly BegunAttempt[]): Promise<void> {
    if (begun.length === 0) return;
    const rows = await this.#queries.active(begun.map(({ id }) => id));
    for (const { id, controller, attempt } of begun) {
      const row = rows.find((each) => each.id === id);
      if (!row || row.attempts !== attempt) controller.abort(new OvertakenError());
      else if (row.cancelRequested) controller.abort(new Cancelled());
    }
  }

  async #renewLeases(begun: readonly BegunAttempt[]): Promise<void> {
    if (performance.now() - this.#renewedAt < RENEW_EVERY_MS) return;
    if (begun.length > 0) await this.#store.renewLeases(begun);
    this.#renewedAt = performance.now();
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
  readonly events: EventBus;
  readonly log: Logger;
}
