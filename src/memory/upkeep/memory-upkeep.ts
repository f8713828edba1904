import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { checkMemoryTask, type MemoryWork } from './check-memory-task.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';

/** Of which processes the partitions are meant: of the one that was asked, or of each. */
export type AskedProcesses = 'ASKED' | 'ALL';

/**
 * Care for the partitions that answer recalls. Each call begins a job, or returns the one that the caller has open.
 * What administrators ask for is written down.
 */
export interface MemoryUpkeep {
  /**
   * Makes partitions again from the database while they are read: nobody sees anything of others by it, and nothing
   * that is recalled changes.
   *
   * @param ownerId undefined: of everybody
   */
  rebuild(caller: Caller, ownerId: string | undefined, processes: AskedProcesses): Promise<Job>;
  /** Compares the caller's partition with the database. */
  check(caller: Caller, processes: AskedProcesses): Promise<Job>;
  /**
   * Compares partitions of others with the database. What differs is counted, and named by ids alone.
   *
   * @param ownerId undefined: of everybody
   */
  checkOf(caller: Caller, ownerId: string | undefined, processes: AskedProcesses): Promise<Job>;
}

/** @param deps.processId of the process that is asked */
export function createMemoryUpkeep({
  jobs,
  audit,
  processId,
}: {
  jobs: Pick<JobService, 'startOrFind'>;
  audit: Pick<AuditService, 'record'>;
  processId: string;
}): MemoryUpkeep {
  const work = (ownerId: string | undefined, processes: AskedProcesses): MemoryWork => ({
    ...(ownerId === undefined ? { everybody: true } : { ownerId }),
    ...(processes === 'ASKED' ? { processId } : {}),
  });
  return {
    async rebuild(caller, ownerId, processes) {
      await audit.record(caller, 'MEMORY_REBUILD_REQUESTED');
      return jobs.startOrFind(caller.id, rebuildMemoryTask, work(ownerId, processes));
    },
    async check(caller, processes) {
      if (caller.role === 'ADMIN') await audit.record(caller, 'MEMORY_CHECK_REQUESTED');
      return jobs.startOrFind(caller.id, checkMemoryTask, work(caller.id, processes));
    },
    async checkOf(caller, ownerId, processes) {
      await audit.record(caller, 'MEMORY_CHECK_REQUESTED');
      return jobs.startOrFind(caller.id, checkMemoryTask, work(ownerId, processes));
    },
  };
}
