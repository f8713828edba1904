import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { activeSpan } from '../tracing/active-span.ts';
import { type Job, type JobEnd, type JobState, OPEN_STATES, WAITING_STATES } from './job.ts';
import { publishJob } from './job-events.ts';
import type { FollowUp } from './job-kind.ts';
import { insertJob, type JobToInsert } from './store/job-insert-store.ts';
import {
  type Also,
  type BegunJob,
  createJobMoves,
  type EndedJob,
  NOTHING,
  type Statement,
} from './store/job-move-store.ts';
import { createLeases, LEASE, type Leases, UNLEASED } from './store/lease-store.ts';

export { followUp, insertJob } from './store/job-insert-store.ts';
export type { BegunJob, EndedJob, Statement };

/**
 * The only place that stores jobs and moves them from state to state. Each move is one statement that names the state
 * it expects: of two that race, one finds the row in that state and the other changes nothing. Each move is then
 * announced.
 *
 * `also` holds statements that take effect with the move or not at all. They may read the job from `changed`.
 */
export interface JobStore extends Leases {
  /** Stores a job; undefined when a unique index refuses it. */
  insert<Input>(job: JobToInsert<Input>): Promise<Job | undefined>;
  /**
   * Begins the next attempt; undefined when it may not begin, or not yet: while an attempt has its lease, there is no
   * next one.
   *
   * @param read an expression whose value the statement returns as JSON, once it has written
   */
  begin(id: string, also: Also, read?: Statement): Promise<BegunJob | undefined>;
  /**
   * Notes how far an attempt is, which never falls, and renews its lease; undefined when it no longer holds the job.
   */
  progress(id: string, attempt: number, percent: number, step: string): Promise<Job | undefined>;
  /** Ends a job that hasn't begun, or that this attempt holds; undefined when somebody else was faster. */
  end(
    id: string,
    attempt: number,
    end: JobEnd,
    also: Also,
    followUps?: readonly FollowUp[],
  ): Promise<EndedJob | undefined>;
  /**
   * As `end`, for somebody who doesn't make the attempt; undefined also when it has a lease, since its process lives.
   */
  endLost: JobStore['end'];
  /** Puts a job that an attempt holds back. An attempt that isn't `counted` doesn't use up the limit. */
  release(
    id: string,
    attempt: number,
    options: { counted: boolean; step: string | undefined },
  ): Promise<Job | undefined>;
  /** Notes that the owner wants it to end; undefined when it has ended or is somebody else's. */
  requestCancel(id: string, ownerId: string): Promise<Job | undefined>;
  /** Says of a job that waits why it does; undefined when it says so already, or waits no longer. */
  explainWaiting(id: string, step: string): Promise<Job | undefined>;
  /** Opens a failed or cancelled job again for `attempts` more; undefined when it is neither. */
  reopen(id: string, ownerId: string, attempts: number, also: Also): Promise<Job | undefined>;
  /** Notes that an owner wants all their jobs to end. @returns those that hadn't */
  requestCancelAll(ownerId: string): Promise<Job[]>;
  /** Deletes jobs of an owner, in no order, up to `limit`. @returns what they were */
  deleteSome(ownerId: string, limit: number): Promise<DeletedJob[]>;
}

/** What is known of a job whose row has gone. */
export type DeletedJob = Pick<Job, 'id' | 'kind' | 'state'>;

/** Lists of states, to stand after `"state" IN`. They are constants in the SQL, as partial indexes need them. */
export const OPEN = listOf(OPEN_STATES);
export const WAITING = listOf(WAITING_STATES);
/** Whether a reply that has not ended holds a job back. */
export const HELD = Prisma.sql`
  ("afterMessageId" IS NOT NULL AND EXISTS (SELECT FROM "openReplies"("afterMessageId")))`;

/** The beginning of an UPDATE that asks jobs to end; the statement goes on to say which. */
export const REQUEST_CANCEL = Prisma.sql`UPDATE "Job" SET "cancelRequested" = TRUE, "revision" = "revision" + 1`;

export function createJobStore({
  database: { prisma, run },
  events,
}: {
  database: Database;
  events: EventBus;
}): JobStore {
  const { move, moveAndRead, moveToEnd } = createJobMoves({ run, announce: (job) => publishJob(events, job) });

  return {
    async insert(job) {
      const [row] = await prisma.$queryRaw<Job[]>`${insertJob(job)}`;
      return row;
    },
    begin: (id, also, read = NOTHING) =>
      moveAndRead<unknown>(
        Prisma.sql`UPDATE "Job" SET "state" = 'ACTIVE', "attempts" = "attempts" + 1, "progress" = 0, "step" = NULL,
          "startedAt" = COALESCE("startedAt", now()), "leasedUntil" = ${LEASE}, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "state" IN ${OPEN} AND "attempts" < "attemptLimit" AND NOT "cancelRequested"
          AND ("state" <> 'ACTIVE' OR ${UNLEASED}) AND NOT ${HELD}`,
        also,
        read,
      ),
    progress: (id, attempt, percent, step) =>
      move(
        Prisma.sql`UPDATE "Job" SET "progress" = LEAST(GREATEST("progress", ${percent}), 100), "step" = ${step},
          "leasedUntil" = ${LEASE}, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" = 'ACTIVE'`,
      ),
    end: (id, attempt, end, also, followUps = []) => moveToEnd(ending(id, attempt, end), also, followUps),
    endLost: (id, attempt, end, also, followUps = []) =>
      moveToEnd(Prisma.sql`${ending(id, attempt, end)} AND ${UNLEASED}`, also, followUps),
    release: (id, attempt, { counted, step }) =>
      move(
        Prisma.sql`UPDATE "Job" SET "state" = ${counted ? 'DELAYED' : 'WAITING'}::"JobState", "step" = ${step ?? null},
          "attemptLimit" = "attemptLimit" + ${counted ? 0 : 1}, "leasedUntil" = NULL, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" = 'ACTIVE'`,
      ),
    requestCancel: (id, ownerId) =>
      move(Prisma.sql`
        ${REQUEST_CANCEL} WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "state" IN ${OPEN}`),
    explainWaiting: (id, step) =>
      move(Prisma.sql`UPDATE "Job" SET "step" = ${step}, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "state" IN ${WAITING} AND "step" IS DISTINCT FROM ${step}`),
    reopen: (id, ownerId, attempts, also) =>
      move(
        Prisma.sql`UPDATE "Job" SET "state" = 'WAITING', "attemptLimit" = "attempts" + ${attempts}, "progress" = 0,
          "step" = NULL, "cancelRequested" = FALSE, "error" = NULL, "errorCode" = NULL, "failure" = NULL,
          "cause" = NULL, "result" = NULL, "finishedAt" = NULL, "revision" = "revision" + 1,
          "turn" = "nextTurn"("ownerId", "kind"),
          "traceparent" = ${activeSpan()?.traceparent ?? null}::text
        WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "state" IN ('FAILED', 'CANCELLED')`,
        also,
      ),
    requestCancelAll: (ownerId) =>
      prisma.$queryRaw<Job[]>`
        ${REQUEST_CANCEL} WHERE "ownerId" = ${ownerId}::uuid AND "state" IN ${OPEN} RETURNING *`,
    deleteSome: (ownerId, limit) =>
      prisma.$queryRaw<DeletedJob[]>`
        DELETE FROM "Job" WHERE "id" IN (SELECT "id" FROM "Job" WHERE "ownerId" = ${ownerId}::uuid LIMIT ${limit}::int)
        RETURNING "id", "kind"::text, "state"::text`,
    ...createLeases({ prisma }),
  };
}

function ending(id: string, attempt: number, end: JobEnd): Prisma.Sql {
  const failed = end.state === 'FAILED' ? end : undefined;
  return Prisma.sql`UPDATE "Job" SET "state" = ${end.state}::"JobState", "step" = NULL,
      "progress" = CASE WHEN ${end.state} = 'COMPLETED' THEN 100 ELSE "progress" END,
      "error" = ${failed?.error ?? null}, "errorCode" = ${failed?.code ?? null},
      "failure" = ${failed?.failure ?? null}::"JobFailure", "cause" = ${failed?.cause ?? null},
      "result" = ${end.state === 'COMPLETED' ? JSON.stringify(end.result ?? null) : null}::jsonb,
      "finishedAt" = now(), "leasedUntil" = NULL, "revision" = "revision" + 1
    WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" IN ${OPEN}`;
}

function listOf(states: readonly JobState[]): Prisma.Sql {
  return Prisma.raw(`(${states.map((state) => `'${state}'`).join(', ')})`);
}
