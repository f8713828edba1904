import type { Viewer } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { UPKEEP_ATTEMPTS } from './upkeep-jobs.ts';

/**
 * Care for the index that answers recalls. Each call begins a job, or answers the one that the viewer has open: that there
 * is no second one is kept by an index of the database.
 */
export interface MemoryUpkeep {
  /**
   * Makes the index again from the record while it is read. It is one for everybody, and each may ask for it: nobody
   * sees anything of others by it, and nothing that is recalled changes.
   */
  rebuild(viewer: Viewer): Promise<Job>;
  /** Compares the viewer's memories in the record with the index; those of others would tell of them. */
  check(viewer: Viewer): Promise<Job>;
}

export function createMemoryUpkeep(deps: {
  database: Pick<Database, 'prisma'>;
  jobs: Pick<JobService, 'announce'>;
}): MemoryUpkeep {
  const { jobs } = deps;
  const { prisma } = deps.database;

  async function open(viewer: Viewer, kind: 'REBUILD_MEMORY' | 'CHECK_MEMORY'): Promise<Job> {
    for (;;) {
      const [job] = await prisma.$queryRaw<Job[]>`
        INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit")
        VALUES (gen_random_uuid(), ${viewer.id}::uuid, ${kind}::"JobKind", '{}', ${UPKEEP_ATTEMPTS}::int)
        ON CONFLICT DO NOTHING RETURNING *`;
      if (job) {
        await jobs.announce(job);
        return job;
      }
      const under = await prisma.job.findFirst({
        where: { ownerId: viewer.id, kind, state: { in: ['WAITING', 'DELAYED', 'ACTIVE'] } },
      });
      // It may have ended in between: then there is room for another.
      if (under) return under;
    }
  }

  return {
    rebuild: (viewer) => open(viewer, 'REBUILD_MEMORY'),
    check: (viewer) => open(viewer, 'CHECK_MEMORY'),
  };
}
