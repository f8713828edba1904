import { hasEnded, type Job } from '../jobs/job.ts';
import type { JobService } from '../jobs/job-service.ts';
import { exportTask } from './export-task.ts';

/** Archives of everything that a user has. */
export interface ExportService {
  /** Starts to pack everything of an owner; where that is under way, the job that does it is returned. */
  start(ownerId: string): Promise<Job>;
}

export function createExportService({ jobs }: { readonly jobs: Pick<JobService, 'list' | 'start'> }): ExportService {
  return {
    async start(ownerId) {
      const page = { after: undefined, before: undefined, limit: 1, from: 'start' } as const;
      const { rows } = await jobs.list(ownerId, { kind: exportTask.kind, page });
      const [newest] = rows;
      // Two calls at the same moment may start two: then the later archive takes the place of the earlier one.
      return newest && !hasEnded(newest) ? newest : jobs.start(ownerId, exportTask, {});
    },
  };
}
