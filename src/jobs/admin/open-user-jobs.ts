import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Database } from '../../database/database.ts';
import type { JobService } from '../job-service.ts';
import { createUserJobService, type UserJobService } from './user-job-service.ts';
import { createUserJobStore } from './user-job-store.ts';

/** Opens the jobs of all users, for administrators. */
export function openUserJobs({
  database,
  ...deps
}: {
  readonly database: Database;
  readonly jobs: Pick<JobService, 'retry'>;
  readonly audit: Pick<AuditService, 'record' | 'entry'>;
}): UserJobService {
  return createUserJobService({ store: createUserJobStore(database), ...deps });
}
