import type { Viewer } from '../../accounts/viewer.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { checkMemoryTask } from './check-memory-task.ts';
import { rebuildMemoryTask } from './rebuild-memory-task.ts';

/** Care for the index that answers recalls. Each call begins a job, or returns the one that the viewer has open. */
export interface MemoryUpkeep {
  /**
   * Makes the index again from the database while it is read. It is one for everybody, and each may ask for it: nobody
   * sees anything of others by it, and nothing that is recalled changes.
   */
  rebuild(viewer: Viewer): Promise<Job>;
  /** Compares the viewer's memories in the database with the index; those of others would tell of them. */
  check(viewer: Viewer): Promise<Job>;
}

export function createMemoryUpkeep({ jobs }: { jobs: Pick<JobService, 'startOrFind'> }): MemoryUpkeep {
  return {
    rebuild: (viewer) => jobs.startOrFind(viewer.id, rebuildMemoryTask, {}),
    check: (viewer) => jobs.startOrFind(viewer.id, checkMemoryTask, {}),
  };
}
