import type { AuditService } from '../../accounts/audit/audit-service.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import { type Count, countUpTo, type Page, type PageRequest, pageOf, pageQuery } from '../../database/page.ts';
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
  const read = (which: Prisma.Sql) => run<UserJob>(Prisma.sql`SELECT ${COLUMNS} FROM "Job" WHERE ${which}`);
  return {
    byId: async (id) => (await read(Prisma.sql`"id" = ${id}::uuid`))[0],
    async list(filter, page) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const above = where.gt === undefined ? Prisma.empty : Prisma.sql`AND "number" > ${where.gt}`;
      const below = where.lt === undefined ? Prisma.empty : Prisma.sql`AND "number" < ${where.lt}`;
      const rows = await read(Prisma.sql`
        ${whereOf(filter)} ${above} ${below} ORDER BY "number" ${Prisma.raw(direction)} LIMIT ${take}::int`);
      return pageOf(rows, page);
    },
    async count(filter) {
      return countUpTo(async (most) => {
        const [row] = await run<{ count: number }>(Prisma.sql`
          SELECT count(*)::int AS "count" FROM (SELECT FROM "Job" WHERE ${whereOf(filter)} LIMIT ${most}::int) f`);
        return row?.count ?? 0;
      });
    },
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

function whereOf({ ownerId, failure, ...filter }: UserJobFilter): Prisma.Sql {
  const owned = ownerId ? Prisma.sql`AND "ownerId" = ${ownerId}::uuid` : Prisma.empty;
  const failed = failure ? Prisma.sql`AND "failure" = ${failure}::"JobFailure"` : Prisma.empty;
  return Prisma.sql`TRUE ${owned} ${failed} ${matching(filter)}`;
}
