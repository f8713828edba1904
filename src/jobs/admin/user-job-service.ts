import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import type { Count, Page, PageRequest } from '../../database/page.ts';
import { NotFoundError } from '../../errors.ts';
import type { JobService } from '../job-service.ts';
import type { UserJob, UserJobFilter } from './user-job.ts';
import { createUserJobStore, retriedBy, type UserJobStore } from './user-job-store.ts';

/** The jobs of all users, for administrators: their schema says so, with the scope that its fields need. */
export interface UserJobService {
  /** Newest first. It is written down that they were listed. */
  list(caller: Caller, filter: UserJobFilter & { readonly page: PageRequest }): Promise<Page<UserJob>>;
  count(filter: UserJobFilter): Promise<Count>;
  /**
   * Runs a failed or cancelled job once more, with as many attempts as a new one, and writes that down in the same
   * statement: of two calls at a time one opens it.
   *
   * @throws {NotFoundError} when there is no such job
   * @throws {ConflictError} as the owner's own retry
   */
  retry(caller: Caller, id: string): Promise<UserJob>;
}

interface Deps {
  readonly jobs: Pick<JobService, 'retry'>;
  readonly audit: Pick<AuditService, 'record' | 'entry'>;
}

/** Opens the jobs of all users. */
export function openUserJobs({ database, ...deps }: Deps & { readonly database: Database }): UserJobService {
  return createUserJobService({ store: createUserJobStore(database), ...deps });
}

function createUserJobService({ store, jobs, audit }: Deps & { readonly store: UserJobStore }): UserJobService {
  async function existing(id: string): Promise<UserJob> {
    const job = await store.byId(id);
    if (!job) throw new NotFoundError('job');
    return job;
  }

  return {
    async list(caller, { page, ...filter }) {
      await audit.record(caller, 'JOBS_LISTED');
      return store.list(filter, page);
    },
    count: store.count,
    async retry(caller, id) {
      const { ownerId } = await existing(id);
      await jobs.retry(ownerId, id, [retriedBy(caller, audit)]);
      return existing(id);
    },
  };
}
