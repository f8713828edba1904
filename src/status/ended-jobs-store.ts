import type { Database } from '../database/database.ts';

/** How many jobs have ended, well or badly, since the first: also those whose rows were deleted since. */
export interface EndedJobs {
  readonly completed: number;
  readonly failed: number;
}

/** Reads what the database knows of ended jobs; the queue forgets them. */
export interface EndedJobsStore {
  count(): Promise<EndedJobs>;
}

export function createEndedJobsStore({ prisma }: Pick<Database, 'prisma'>): EndedJobsStore {
  return {
    async count() {
      // Kept counts, and what has changed since they were added up: rows of some seconds, however many jobs there are.
      const ended = await prisma.$queryRaw<{ state: string; count: number }[]>`
        SELECT "state"::text, sum("count")::float8 AS "count" FROM (
          SELECT "state", "there" + "gone" AS "count" FROM "JobTally"
          UNION ALL SELECT "state", "there" + "gone" FROM "JobTallyChange"
        ) kept GROUP BY "state"`;
      const count = (state: string) => ended.find((each) => each.state === state)?.count ?? 0;
      return { completed: count('COMPLETED'), failed: count('FAILED') };
    },
  };
}
