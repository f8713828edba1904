import type { Database } from '../database/database.ts';

/** How many jobs have ended, well or badly. */
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
      const ended = await prisma.job.groupBy({
        by: ['state'],
        where: { state: { in: ['COMPLETED', 'FAILED'] } },
        _count: true,
      });
      const count = (state: string) => ended.find((each) => each.state === state)?._count ?? 0;
      return { completed: count('COMPLETED'), failed: count('FAILED') };
    },
  };
}
