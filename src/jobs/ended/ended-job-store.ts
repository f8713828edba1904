import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { ENDED } from './ended-states-store.ts';

/**
 * Deletes jobs that ended long ago. What came of them is in rows of its own: messages, documents, files, memories.
 *
 * An idempotency key outlives its job, in "SpentKey". It is stored there some time before the job is deleted, so that a
 * statement which stores a job finds the one or the other: one that looked for a spent key before there was one has
 * ended long since when the job goes, as statements may take half a minute at most.
 */
export interface EndedJobStore {
  /** Stores the keys of some of the jobs that are to be deleted. */
  keepKeys(): Promise<void>;
  /** Deletes some of the jobs that are due. @returns how many; 0 when there are none left for now */
  deleteDue(): Promise<number>;
}

/**
 * How many of the oldest jobs are looked at. They have the lowest numbers, by whose index they are found whatever the
 * database takes the states to be. Those that are open, or were opened again and ended later, are passed over.
 */
const LOOKED_AT = 3_000;
/** How many jobs are deleted at once. */
const AT_ONCE = 200;
/** How old a spent key must be when its job is deleted: longer than any statement may take. */
const SETTLED_SECONDS = 45;

/** @param options.days for how many days a job is kept after its end */
export function createEndedJobStore({ prisma }: Pick<Database, 'prisma'>, { days }: { days: number }): EndedJobStore {
  // Ages go by the clock of the database, which gives the jobs their times.
  const isOld = Prisma.sql`< now() - make_interval(days => ${days}::int)`;
  const isDue = Prisma.sql`j."state" IN ${ENDED} AND j."finishedAt" ${isOld}`;
  // While the first is young, so are the others: they aren't looked at.
  const due = Prisma.sql`
    SELECT j."id", j."ownerId", j."idempotencyKey", j."fingerprint", j."messageId" FROM (
      SELECT * FROM "Job" WHERE (SELECT f."createdAt" FROM "Job" f ORDER BY f."number" LIMIT 1) ${isOld}
      ORDER BY "number" LIMIT ${LOOKED_AT}::int
    ) j WHERE ${isDue}`;

  return {
    async keepKeys() {
      // The message is locked, since it may be deleted at this moment.
      await prisma.$executeRaw`
        WITH due AS MATERIALIZED (${due})
        INSERT INTO "SpentKey" ("jobId", "ownerId", "key", "fingerprint", "messageId")
        SELECT due."id", due."ownerId", due."idempotencyKey", due."fingerprint",
          (SELECT m."id" FROM "Message" m WHERE m."id" = due."messageId" FOR KEY SHARE)
        FROM due WHERE due."idempotencyKey" IS NOT NULL
          AND NOT EXISTS (SELECT FROM "SpentKey" s WHERE s."jobId" = due."id")
        ON CONFLICT DO NOTHING`;
    },
    deleteDue: () => prisma.$executeRaw`
      WITH due AS MATERIALIZED (${due}), free AS MATERIALIZED (
        SELECT j."id" FROM "Job" j WHERE j."id" IN (
          SELECT due."id" FROM due
          WHERE due."idempotencyKey" IS NULL OR EXISTS (
            SELECT FROM "SpentKey" s
            WHERE s."jobId" = due."id" AND s."keptAt" < now() - make_interval(secs => ${SETTLED_SECONDS}))
          LIMIT ${AT_ONCE}::int
        ) AND ${isDue} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM "Job" USING free WHERE "Job"."id" = free."id"`,
  };
}
