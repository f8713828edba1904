import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { checkMemoryTask } from './check-memory-task.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';

/**
 * Care for the index that answers recalls. Each call begins a job, or returns the one that the caller has open. What
 * administrators ask for is written down.
 */
export interface MemoryUpkeep {
  /**
   * Makes the index again from the database while it is read. It is one for everybody, and each may ask for it: nobody
   * sees anything of others by it, and nothing that is recalled changes.
   */
  rebuild(caller: Caller): Promise<Job>;
  /** Compares the caller's memories in the database with the index; those of others would tell of them. */
  check(caller: Caller): Promise<Job>;
}

export function createMemoryUpkeep({
  jobs,
  audit,
}: {
  jobs: Pick<JobService, 'startOrFind'>;
  audit: Pick<AuditService, 'record'>;
}): MemoryUpkeep {
  return {
    async rebuild(caller) {
      await audit.record(caller, 'MEMORY_REBUILD_REQUESTED');
      return jobs.startOrFind(caller.id, rebuildMemoryTask, {});
    },
    async check(caller) {
      if (caller.role === 'ADMIN') await audit.record(caller, 'MEMORY_CHECK_REQUESTED');
      return jobs.startOrFind(caller.id, checkMemoryTask, {});
    },
  };
}
