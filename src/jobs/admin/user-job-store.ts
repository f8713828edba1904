import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import { type Count, countRows, type Page, type PageRequest, readPage } from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { matching } from '../job-query-store.ts';
import type { Statement } from '../job-store.ts';
import type { UserJob, UserJobFilter } from './user-job.ts';

/** Reads the jobs of all users. */
export interface UserJobStore {
  byId(id: string): Promise<UserJob | undefined>;
  /** Newest first. */
  list(filter: UserJobFilter, page: PageRequest): Promise<Page<UserJob>>;
  count(filter: UserJobFilter): Promise<Count>;
}

const COLUMNS = Prisma.sql`"id", "number", "ownerId", "kind", "state", "progress", "step", "attempts", "attemptLimit",
  "failure", "cause", "error", "errorCode", "createdAt", "startedAt", "finishedAt",
  (SELECT u."name" FROM "User" u WHERE u."id" = "Job"."ownerId") AS "ownerName"`;

export function createUserJobStore({ run }: Pick<Database, 'run'>): UserJobStore {
  return {
    async byId(id) {
      const [row] = await run<UserJob>(Prisma.sql`SELECT ${COLUMNS} FROM "Job" WHERE "id" = ${id}::uuid`);
      return row;
    },
    list: (filter, page) => readPage(run, { columns: COLUMNS, ...listOf(filter) }, page),
    count: (filter) => countRows(run, listOf(filter)),
  };
}

/** Writes down who ran a job once more, together with the change that `changed` has of it. */
export function retriedBy(caller: Caller, audit: Pick<AuditService, 'entry'>): Statement {
  const note = {
    action: 'JOB_RETRIED',
    target: { id: Prisma.sql`changed."ownerId"`, name: Prisma.sql`owner."name"` },
    details: Prisma.sql`jsonb_build_object('job', changed."id", 'kind', changed."kind")`,
  } as const;
  return audit.entry(caller, note, Prisma.sql`FROM changed JOIN "User" owner ON owner."id" = changed."ownerId"`);
}

function listOf({ ownerId, failure, ...filter }: UserJobFilter) {
  const owned = ownerId ? Prisma.sql`AND "ownerId" = ${ownerId}::uuid` : Prisma.empty;
  const failed = failure ? Prisma.sql`AND "failure" = ${failure}::"JobFailure"` : Prisma.empty;
  return { table: Prisma.sql`"Job"`, where: Prisma.sql`TRUE ${owned} ${failed} ${matching(filter)}` };
}
