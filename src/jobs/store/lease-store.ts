import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Job } from '../job.ts';

/** The right of an attempt to its job, while its process says that it lives. */
export interface Leases {
  /** For how many milliseconds the attempt under way still has its lease; 0 when it has none. */
  leaseLeftMs(id: string): Promise<number>;
  /**
   * Says that the process of these attempts lives: for the next {@link LEASE_MS} nobody else begins another or ends
   * them. A row that a statement under way has locked is passed over until the next time, so that nobody waits here.
   *
   * @returns those of the jobs that are being worked on, with the number of the attempt that has each
   */
  renewLeases(
    attempts: readonly { readonly id: string; readonly attempt: number }[],
  ): Promise<Pick<Job, 'id' | 'attempts' | 'cancelRequested'>[]>;
  /** Takes all leases away. Only for the one process that uses the database, before it works. */
  dropLeases(): Promise<void>;
}

/**
 * How long an attempt's lease lasts after it was renewed. It is measured by the database's clock, which is the same for
 * all processes. A process that stands still for four seconds goes on; the jobs of one that died are taken over before
 * five have gone by.
 */
export const LEASE_MS = 4_600;
/** How often leases are renewed: so often that one that isn't has at least four seconds left. */
export const RENEW_EVERY_MS = 400;
/** When a lease ends that is given now. */
export const LEASE = Prisma.sql`now() + make_interval(secs => ${LEASE_MS / 1_000}::float8)`;
/** Whether nobody has the right to a job any more that is being worked on. */
export const UNLEASED = Prisma.sql`("leasedUntil" IS NULL OR "leasedUntil" <= now())`;

export function createLeases({ prisma }: Pick<Database, 'prisma'>): Leases {
  return {
    async leaseLeftMs(id) {
      const rows = await prisma.$queryRaw<{ left: number }[]>`
        SELECT EXTRACT(EPOCH FROM "leasedUntil" - now())::float8 * 1000 AS "left" FROM "Job"
        WHERE "id" = ${id}::uuid AND "state" = 'ACTIVE' AND "leasedUntil" > now()`;
      return rows[0]?.left ?? 0;
    },
    renewLeases(attempts) {
      const ids = attempts.map(({ id }) => id);
      const numbers = attempts.map(({ attempt }) => attempt);
      return prisma.$queryRaw<Pick<Job, 'id' | 'attempts' | 'cancelRequested'>[]>`
        WITH held AS MATERIALIZED (
          SELECT j."id" FROM unnest(${ids}::uuid[], ${numbers}::int[]) AS a("id", "attempt"), "Job" j
          WHERE j."id" = a."id" AND j."attempts" = a."attempt" AND j."state" = 'ACTIVE'
          FOR NO KEY UPDATE OF j SKIP LOCKED
        ), renewed AS (
          UPDATE "Job" SET "leasedUntil" = ${LEASE} FROM held WHERE "Job"."id" = held."id"
        )
        SELECT "id", "attempts", "cancelRequested" FROM "Job" WHERE "id" = ANY(${ids}::uuid[]) AND "state" = 'ACTIVE'`;
    },
    async dropLeases() {
      await prisma.$executeRaw`
        UPDATE "Job" SET "leasedUntil" = NULL WHERE "state" = 'ACTIVE' AND "leasedUntil" IS NOT NULL`;
    },
  };
}
