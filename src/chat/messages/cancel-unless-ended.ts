import { ConflictError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';

/** Ends a job, and returns it as it then is; undefined when it had completed or failed by itself meanwhile. */
export async function cancelUnlessEnded(
  jobs: Pick<JobService, 'cancel'>,
  ownerId: string,
  jobId: string,
): Promise<Job | undefined> {
  return jobs.cancel(ownerId, jobId).catch((error: unknown) => {
    if (error instanceof ConflictError) return undefined;
    throw error;
  });
}
