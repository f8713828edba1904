import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { ENDED } from './ended-states-store.ts';

/** How many jobs have ended in a state. */
export interface JobTally {
  readonly state: string;
  /** Those that have a row. */
  readonly there: number;
  /** Those whose row was deleted, since they ended long ago or their owner is gone. */
  readonly gone: number;
}

/** A count that was not as the rows are. */
export interface WrongTally {
  readonly state: string;
  readonly kept: number;
  readonly counted: number;
}

/**
 * The kept counts of ended jobs.
 *
 * A counter that every end of a job raises would be a row for which all of them wait, and counters for so many parts
 * of the jobs would be rows that transactions lock in different orders. So triggers of "Job" add a row of changes to
 * each transaction that ends, reopens or deletes jobs, which waits for nobody, and takes effect with the change of the
 * job or not at all. A count is the sum of what was added up and of the changes since, read by one statement.
 */
export interface JobTallyStore {
  /** Adds up some of the changes. @returns how many; 0 when there are none left */
  addUp(): Promise<number>;
  /**
   * Counts the rows, and mends what is kept where that differs: somebody has changed rows without the triggers. All of
   * it is seen as it is at one moment, so that what happens meanwhile makes no difference.
   *
   * @returns what was wrong
   */
  compare(): Promise<WrongTally[]>;
}

const AT_ONCE = 2_000;
/** Longer than a statement may take. To count some hundred thousand rows takes a second, and longer under load. */
const COMPARE_TIMEOUT_MS = 60_000;

export function createJobTallyStore({ prisma }: Pick<Database, 'prisma'>): JobTallyStore {
  return {
    async addUp() {
      // Two processes take different changes. Only here sums are locked, by each statement in the same order.
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        WITH taken AS (
          DELETE FROM "JobTallyChange" WHERE "number" IN (
            SELECT "number" FROM "JobTallyChange" ORDER BY "number" LIMIT ${AT_ONCE}::int FOR UPDATE SKIP LOCKED)
          RETURNING "state", "there", "gone"
        ), sums AS (
          SELECT "state", sum("there")::bigint AS "there", sum("gone")::bigint AS "gone" FROM taken GROUP BY "state"
        ), added AS (
          INSERT INTO "JobTally" AS t ("state", "there", "gone") SELECT * FROM sums ORDER BY "state"
          ON CONFLICT ("state") DO UPDATE
            SET "there" = t."there" + EXCLUDED."there", "gone" = t."gone" + EXCLUDED."gone"
        )
        SELECT count(*)::int AS "count" FROM taken`;
      return row?.count ?? 0;
    },
    compare() {
      // Of two that compare at a time, the second one sees what the first has mended.
      return prisma.$transaction(
        async (transaction) => {
          await transaction.$executeRaw`LOCK TABLE "JobTally" IN SHARE ROW EXCLUSIVE MODE`;
          return transaction.$queryRaw<WrongTally[]>(COMPARE);
        },
        { timeout: COMPARE_TIMEOUT_MS },
      );
    },
  };
}

const COMPARE = Prisma.sql`
  WITH counted AS (
    SELECT "state", count(*) AS "rows" FROM "Job" WHERE "state" IN ${ENDED} GROUP BY "state"
  ), kept AS (
    SELECT "state", sum("there")::bigint AS "there" FROM (
      SELECT "state", "there" FROM "JobTally" UNION ALL SELECT "state", "there" FROM "JobTallyChange"
    ) a GROUP BY "state"
  ), wrong AS (
    SELECT "state", COALESCE(kept."there", 0) AS "kept", COALESCE(counted."rows", 0) AS "counted"
    FROM counted FULL JOIN kept USING ("state")
    WHERE COALESCE(kept."there", 0) <> COALESCE(counted."rows", 0)
  ), mended AS (
    INSERT INTO "JobTallyChange" ("state", "there", "gone") SELECT "state", "counted" - "kept", 0 FROM wrong
  )
  SELECT "state"::text, "kept"::float8, "counted"::float8 FROM wrong ORDER BY "state"`;
