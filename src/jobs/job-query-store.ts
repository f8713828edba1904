import type { Database } from '../database/database.ts';
import { type Count, countRows, type Page, type PageRequest, readPage } from '../database/page.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { JobKind } from '../generated/prisma/enums.ts';
import type { Task } from '../queue/task-queue.ts';
import type { Job, JobState, NamedKind } from './job.ts';
import { HELD, OPEN, WAITING } from './job-store.ts';

/** Reads jobs. Where an owner is named, somebody else's job is as if it weren't there. */
export interface JobQueryStore {
  byId(id: string): Promise<Job | undefined>;
  ofOwner(ownerId: string, ids: readonly string[]): Promise<Job[]>;
  /** Newest first. */
  list(ownerId: string, filter: JobFilter & { page: PageRequest }): Promise<Page<Job>>;
  count(ownerId: string, filter: JobFilter): Promise<Count>;
  /** The newest `limit` jobs, newest first. */
  newest(ownerId: string, limit: number): Promise<Job[]>;
  /** What tells whether one of the newest `limit` jobs has changed. */
  newestRevisions(ownerId: string, limit: number): Promise<Pick<Job, 'id' | 'revision'>[]>;
  /** The open job of a kind of which an owner has one at a time. */
  openOfKind(ownerId: string, kind: JobKind): Promise<Job | undefined>;
  /** The jobs that are being worked on, of those that are named. */
  active(ids: readonly string[]): Promise<Pick<Job, 'id' | 'attempts' | 'cancelRequested'>[]>;
  /** Waits until those of the jobs of open replies in the branch up to a message that are being moved have been. */
  letMovesThrough(afterMessageId: string): Promise<void>;
  /** Jobs of a conversation that waited for a reply and need wait no longer. */
  freed(conversationId: string): Promise<Task[]>;
  /** Jobs of these kinds that should be in the queue and were stored more than `olderThanMs` ago, by their turns. */
  waiting(options: { kinds: readonly string[]; olderThanMs: number; limit: number }): Promise<Task[]>;
  /**
   * For how long the job waits that was stored first of those that could be begun, in milliseconds; undefined when none
   * waits. Of those that wait the first thousand are looked at.
   */
  oldestWaitMs(): Promise<number | undefined>;
  /** Jobs of these kinds that haven't ended and wait for no reply, in order, from after a number on. */
  open(options: {
    kinds: readonly string[];
    after: bigint;
    limit: number;
  }): Promise<(Task & { readonly number: bigint })[]>;
}

export interface JobFilter {
  readonly kind?: NamedKind | null | undefined;
  readonly state?: JobState | null | undefined;
}

/** A job that is to be cancelled can be queued though it is held back: it is ended, not begun. */
const QUEUEABLE = Prisma.sql`"state" IN ${OPEN} AND ("cancelRequested" OR NOT ${HELD})`;

/** Replies that wait for others come first, and may be many: to find the first that doesn't must not take long. */
const MOST_LOOKED_AT = 1_000;

/** The kinds that this version knows. The database's enum may have others: a newer version has migrated it. */
const KINDS: readonly string[] = Object.values(JobKind);

export function createJobQueryStore({ prisma, run }: Pick<Database, 'prisma' | 'run'>): JobQueryStore {
  // Prisma's client refuses rows of kinds that it doesn't know.
  const read = (which: Prisma.Sql) => run<Job>(Prisma.sql`SELECT * FROM "Job" WHERE ${which}`);

  return {
    async byId(id) {
      return (await read(Prisma.sql`"id" = ${id}::uuid`))[0];
    },
    ofOwner: (ownerId, ids) => read(Prisma.sql`"id" = ANY(${[...ids]}::uuid[]) AND "ownerId" = ${ownerId}::uuid`),
    list: (ownerId, { page, ...filter }) => readPage(run, listOf(ownerId, filter), page),
    count: (ownerId, filter) => countRows(run, listOf(ownerId, filter)),
    newest: (ownerId, limit) =>
      read(Prisma.sql`"ownerId" = ${ownerId}::uuid ORDER BY "number" DESC LIMIT ${limit}::int`),
    newestRevisions(ownerId, limit) {
      const select = { id: true, revision: true };
      return prisma.job.findMany({ where: { ownerId }, orderBy: { number: 'desc' }, take: limit, select });
    },
    async openOfKind(ownerId, kind) {
      const rows = await read(Prisma.sql`
        "ownerId" = ${ownerId}::uuid AND "kind" = ${kind}::"JobKind" AND "state" IN ${OPEN} LIMIT 1`);
      return rows[0];
    },
    active(ids) {
      return prisma.job.findMany({
        where: { id: { in: [...ids] }, state: 'ACTIVE' },
        select: { id: true, attempts: true, cancelRequested: true },
      });
    },
    async letMovesThrough(afterMessageId) {
      const jobs = await prisma.$queryRaw<{ id: string }[]>`
        SELECT "id" FROM "Job" WHERE "messageId" IN (SELECT "openReplies"(${afterMessageId}::uuid))
          AND "state" IN ${OPEN} ORDER BY "number"`;
      // One lock at a time: a statement that held one while it waits for another could block somebody for good.
      for (const { id } of jobs) await prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${id}::uuid FOR SHARE`;
    },
    freed(conversationId) {
      return prisma.$queryRaw<Task[]>`
        SELECT "id", "kind", "turn" FROM "Job" WHERE "conversationId" = ${conversationId}::uuid
          AND "afterMessageId" IS NOT NULL AND "state" IN ${WAITING} AND NOT ${HELD} ORDER BY "number"`;
    },
    waiting({ kinds, olderThanMs, limit }) {
      return prisma.$queryRaw<Task[]>`
        SELECT "id", "kind", "turn" FROM "Job" WHERE ${QUEUEABLE} AND "kind"::text = ANY(${kinds})
          AND "createdAt" < now() - make_interval(secs => ${olderThanMs / 1_000})
        ORDER BY "turn", "number" LIMIT ${limit}`;
    },
    async oldestWaitMs() {
      const [oldest] = await prisma.$queryRaw<{ ms: number }[]>`
        SELECT (EXTRACT(EPOCH FROM now() - "createdAt") * 1000)::float8 AS "ms" FROM (
          SELECT * FROM "Job" WHERE "state" = 'WAITING' ORDER BY "number" LIMIT ${MOST_LOOKED_AT}
        ) AS "waiting" WHERE NOT ${HELD} ORDER BY "number" LIMIT 1`;
      return oldest && Math.max(0, oldest.ms);
    },
    open({ kinds, after, limit }) {
      return prisma.$queryRaw<(Task & { number: bigint })[]>`
        SELECT "id", "kind", "turn", "number" FROM "Job"
        WHERE ${QUEUEABLE} AND "kind"::text = ANY(${kinds}) AND "number" > ${after}
        ORDER BY "number" LIMIT ${limit}`;
    },
  };
}

function listOf(ownerId: string, filter: JobFilter) {
  return { table: Prisma.sql`"Job"`, where: Prisma.sql`"ownerId" = ${ownerId}::uuid ${matching(filter)}` };
}

/** What a filter asks for, to stand after other conditions. */
export function matching({ kind, state }: JobFilter): Prisma.Sql {
  const ofKind =
    kind === 'OTHER'
      ? Prisma.sql`AND NOT "kind"::text = ANY(${[...KINDS]})`
      : Prisma.sql`AND "kind" = ${kind}::"JobKind"`;
  return Prisma.sql`${kind ? ofKind : Prisma.empty} ${
    state ? Prisma.sql`AND "state" = ${state}::"JobState"` : Prisma.empty
  }`;
}
