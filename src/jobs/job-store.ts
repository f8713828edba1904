import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Task } from '../queue/task-queue.ts';
import { type Job, type JobEnd, type JobKind, type JobState, OPEN_STATES, WAITING_STATES } from './job.ts';
import { jobTopic, ownerJobsTopic } from './job-events.ts';
import type { JobTask } from './job-task.ts';

/**
 * The only place that moves a job from state to state. Each move is one statement with its condition in it, so of two
 * that race one finds the row as it wants it and the other changes nothing; and each is then told to those who watch.
 *
 * `also` holds data-changing statements that run with the move or not at all.
 */
export interface JobStore {
  /** Stores a job; undefined when a unique index refuses it. */
  insert<Input>(job: JobToInsert<Input>): Promise<Job | undefined>;
  /** The open job of a kind of which an owner has one at a time. */
  openOfKind(ownerId: string, kind: JobKind): Promise<Job | undefined>;
  /** Begins the next attempt, and returns the job with its number; undefined when it may not be begun (yet). */
  begin(id: string, also: Also): Promise<Job | undefined>;
  /** Notes how far an attempt is, which never falls; undefined when that attempt no longer holds the job. */
  progress(id: string, attempt: number, percent: number, step: string): Promise<Job | undefined>;
  /** Ends a job that isn't begun, or that this attempt holds; undefined when another was faster. */
  end(id: string, attempt: number, end: JobEnd, also: Also): Promise<Job | undefined>;
  /** As `end`, for one who doesn't make the attempt: undefined also when it has a lease, since its process lives. */
  endLost(id: string, attempt: number, end: JobEnd, also: Also): Promise<Job | undefined>;
  /** How long the attempt under way still counts as made by a living process, in milliseconds; 0 when it doesn't. */
  leaseLeftMs(id: string): Promise<number>;
  /** Says of attempts that their process lives: for the next {@link LEASE_MS} nobody else ends them. */
  renewLeases(attempts: readonly { readonly id: string; readonly attempt: number }[]): Promise<void>;
  /** Takes all leases away. Only for the one process that uses the database, before it works. */
  dropLeases(): Promise<void>;
  /** Puts a held job back, to be begun again. An attempt that was `counted: false` doesn't use up the limit. */
  release(
    id: string,
    attempt: number,
    options: { counted: boolean; step: string | undefined },
  ): Promise<Job | undefined>;
  /** Notes that the owner wants it to end; undefined when it has ended or is nobody's. */
  requestCancel(id: string, ownerId: string): Promise<Job | undefined>;
  /** Opens a failed or cancelled job again, with `attempts` more to come; undefined when it is neither. */
  reopen(id: string, ownerId: string, attempts: number, also: Also): Promise<Job | undefined>;
  byId(id: string): Promise<Job | undefined>;
  /** Those of the jobs that are being worked on, by the attempt with this number. */
  standing(ids: readonly string[]): Promise<Pick<Job, 'id' | 'attempts' | 'cancelRequested'>[]>;
  /** Jobs of a conversation that have waited for a reply and need wait no more. */
  freed(conversationId: string): Promise<Task[]>;
  /** Jobs that should be in the queue and were made more than `olderThanMs` ago, oldest first. */
  waiting(options: { olderThanMs: number; limit: number }): Promise<Task[]>;
  /** Jobs that haven't ended and wait for no reply, in order, from after a number on. */
  open(options: { after: bigint; limit: number }): Promise<(Task & { readonly number: bigint })[]>;
}

export type Also = readonly Prisma.Sql[];

/**
 * How long a process that says nothing counts as alive. By the database's clock, which is one for all; a process that is
 * killed has its last attempts ended in this time, one that stands still for less goes on.
 */
export const LEASE_MS = 15_000;
const LEASE = Prisma.sql`now() + make_interval(secs => ${LEASE_MS / 1_000}::float8)`;

/** Lists of states, to stand after `"state" IN`: constants, since partial indexes name the same. */
export const OPEN = listOf(OPEN_STATES);
export const WAITING = listOf(WAITING_STATES);

/** The beginning of an UPDATE that asks jobs to end; the statement says which ones. */
export const REQUEST_CANCEL = Prisma.sql`UPDATE "Job" SET "cancelRequested" = TRUE, "revision" = "revision" + 1`;

/** A job to store. Each part is a value, or SQL that reads it from the rows which the job is made of. */
export interface JobToInsert<Input> {
  /** @default a new id for each row */
  readonly id?: string | undefined;
  readonly ownerId: string | Prisma.Sql;
  readonly task: JobTask<Input>;
  readonly input: Input;
  readonly step?: Prisma.Sql | undefined;
  readonly conversationId?: string | Prisma.Sql | undefined;
  readonly messageId?: string | Prisma.Sql | undefined;
  readonly afterMessageId?: Prisma.Sql | undefined;
  /** With the name of what asks for it in front; the same key of the same owner again stores nothing. */
  readonly idempotencyKey?: string | undefined;
  /** Hash of the call that asks for it. */
  readonly fingerprint?: string | undefined;
}

/**
 * The only statement that stores jobs, by itself or within one that stores other rows with them. It returns the rows;
 * none where a unique index refuses the job, be it by its idempotency key or since its kind allows one open job.
 *
 * @param from a FROM clause: a job is stored for each of its rows. Left out: one job.
 */
export function insertJob<Input>(job: JobToInsert<Input>, from: Prisma.Sql = Prisma.empty): Prisma.Sql {
  const { id = Prisma.sql`gen_random_uuid()`, ownerId, task, input, step, conversationId, messageId } = job;
  const { afterMessageId, idempotencyKey, fingerprint } = job;
  return Prisma.sql`
    INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit", "step", "conversationId", "messageId",
      "afterMessageId", "idempotencyKey", "fingerprint")
    SELECT ${id}::uuid, ${ownerId}::uuid, ${task.kind}::"JobKind", ${JSON.stringify(input)}::jsonb, ${task.attempts}::int,
      ${step ?? null}::text, ${conversationId ?? null}::uuid, ${messageId ?? null}::uuid,
      ${afterMessageId ?? null}::uuid, ${idempotencyKey ?? null}::text, ${fingerprint ?? null}::text
    ${from} ON CONFLICT DO NOTHING RETURNING *`;
}

/** Whether a reply that has not ended holds it back. */
const HELD = Prisma.sql`("afterMessageId" IS NOT NULL AND EXISTS (SELECT FROM "openReplies"("afterMessageId")))`;

export function createJobStore({ database: { prisma }, events }: { database: Database; events: EventBus }): JobStore {
  async function move(change: Prisma.Sql, also: Also): Promise<Job | undefined> {
    const others = also.map((statement, index) => Prisma.sql`, ${Prisma.raw(`also_${index}`)} AS (${statement})`);
    const rows = await prisma.$queryRaw<Job[]>`
      WITH changed AS (${change} RETURNING *)${Prisma.join([Prisma.empty, ...others], '')} SELECT * FROM changed`;
    const job = rows[0];
    if (job) publishJob(events, job);
    return job;
  }

  const end = (id: string, attempt: number, end: JobEnd, also: Also, condition: Prisma.Sql) =>
    move(
      Prisma.sql`UPDATE "Job" SET "state" = ${end.state}::"JobState", "step" = NULL,
        "progress" = CASE WHEN ${end.state} = 'COMPLETED' THEN 100 ELSE "progress" END,
        "error" = ${end.state === 'FAILED' ? end.error : null},
        "result" = ${end.state === 'COMPLETED' ? JSON.stringify(end.result ?? null) : null}::jsonb,
        "finishedAt" = now(), "leasedUntil" = NULL, "revision" = "revision" + 1
      WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" IN ${OPEN} ${condition}`,
      also,
    );

  return {
    async insert(job) {
      const [row] = await prisma.$queryRaw<Job[]>`${insertJob(job)}`;
      return row;
    },
    async openOfKind(ownerId, kind) {
      return (await prisma.job.findFirst({ where: { ownerId, kind, state: { in: [...OPEN_STATES] } } })) ?? undefined;
    },
    begin: (id, also) =>
      move(
        Prisma.sql`UPDATE "Job" SET "state" = 'ACTIVE', "attempts" = "attempts" + 1, "progress" = 0, "step" = NULL,
          "startedAt" = COALESCE("startedAt", now()), "leasedUntil" = ${LEASE}, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "state" IN ${OPEN} AND "attempts" < "attemptLimit" AND NOT "cancelRequested" AND NOT ${HELD}`,
        also,
      ),
    progress: (id, attempt, percent, step) =>
      move(
        Prisma.sql`UPDATE "Job" SET "progress" = LEAST(GREATEST("progress", ${percent}), 100), "step" = ${step},
          "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" = 'ACTIVE'`,
        [],
      ),
    end: (id, attempt, as, also) => end(id, attempt, as, also, Prisma.empty),
    endLost: (id, attempt, as, also) =>
      end(id, attempt, as, also, Prisma.sql`AND ("leasedUntil" IS NULL OR "leasedUntil" <= now())`),
    async leaseLeftMs(id) {
      const rows = await prisma.$queryRaw<{ left: number }[]>`
        SELECT EXTRACT(EPOCH FROM "leasedUntil" - now())::float8 * 1000 AS "left" FROM "Job"
        WHERE "id" = ${id}::uuid AND "state" = 'ACTIVE' AND "leasedUntil" > now()`;
      return rows[0]?.left ?? 0;
    },
    async renewLeases(attempts) {
      await prisma.$executeRaw`UPDATE "Job" SET "leasedUntil" = ${LEASE} WHERE "state" = 'ACTIVE' AND
        ("id", "attempts") IN (${Prisma.join(attempts.map(({ id, attempt }) => Prisma.sql`(${id}::uuid, ${attempt}::int)`))})`;
    },
    async dropLeases() {
      await prisma.$executeRaw`UPDATE "Job" SET "leasedUntil" = NULL WHERE "state" = 'ACTIVE' AND "leasedUntil" IS NOT NULL`;
    },
    release: (id, attempt, { counted, step }) =>
      move(
        Prisma.sql`UPDATE "Job" SET "state" = ${counted ? 'DELAYED' : 'WAITING'}::"JobState", "step" = ${step ?? null},
          "attemptLimit" = "attemptLimit" + ${counted ? 0 : 1}, "leasedUntil" = NULL, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "attempts" = ${attempt} AND "state" = 'ACTIVE'`,
        [],
      ),
    requestCancel: (id, ownerId) =>
      move(
        Prisma.sql`${REQUEST_CANCEL} WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "state" IN ${OPEN}`,
        [],
      ),
    reopen: (id, ownerId, attempts, also) =>
      move(
        Prisma.sql`UPDATE "Job" SET "state" = 'WAITING', "attemptLimit" = "attempts" + ${attempts}, "progress" = 0, "step" = NULL,
          "cancelRequested" = FALSE, "error" = NULL, "result" = NULL, "finishedAt" = NULL, "revision" = "revision" + 1
        WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "state" IN ('FAILED', 'CANCELLED')`,
        also,
      ),
    async byId(id) {
      return (await prisma.job.findUnique({ where: { id } })) ?? undefined;
    },
    standing(ids) {
      return prisma.job.findMany({
        where: { id: { in: [...ids] }, state: 'ACTIVE' },
        select: { id: true, attempts: true, cancelRequested: true },
      });
    },
    freed(conversationId) {
      return prisma.$queryRaw<Task[]>`
        SELECT "id", "kind" FROM "Job" WHERE "conversationId" = ${conversationId}::uuid AND "afterMessageId" IS NOT NULL
          AND "state" IN ${WAITING} AND NOT ${HELD} ORDER BY "number"`;
    },
    async waiting({ olderThanMs, limit }) {
      // One that is to be cancelled is ended by whoever would begin it: nothing holds that back.
      return prisma.$queryRaw<Task[]>`
        SELECT "id", "kind" FROM "Job" WHERE "state" IN ${OPEN} AND ("cancelRequested" OR NOT ${HELD})
          AND "createdAt" < now() - make_interval(secs => ${olderThanMs / 1_000}) ORDER BY "number" LIMIT ${limit}`;
    },
    open({ after, limit }) {
      return prisma.$queryRaw<(Task & { number: bigint })[]>`
        SELECT "id", "kind", "number" FROM "Job" WHERE "state" IN ${OPEN} AND "number" > ${after}
          AND ("cancelRequested" OR NOT ${HELD}) ORDER BY "number" LIMIT ${limit}`;
    },
  };
}

/** Tells those who watch the job, and those who watch all of its owner's. */
export function publishJob(events: EventBus, job: Job): void {
  events.publish(jobTopic(job.id), { key: job.id, job });
  events.publish(ownerJobsTopic(job.ownerId), { key: job.id, job });
}

function listOf(states: readonly JobState[]): Prisma.Sql {
  return Prisma.raw(`(${states.map((state) => `'${state}'`).join(', ')})`);
}
