import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';

/** The right of an attempt to its job, while its process says that it lives. */
export interface Leases {
  /** For how many milliseconds the attempt under way still has its lease; 0 when it has none. */
  leaseLeftMs(id: string): Promise<number>;
  /** Says that the process of these attempts lives: for the next {@link LEASE_MS} nobody else ends them. */
  renewLeases(attempts: readonly { readonly id: string; readonly attempt: number }[]): Promise<void>;
  /** Takes all leases away. Only for the one process that uses the database, before it works. */
  dropLeases(): Promise<void>;
}

/**
 * How long an attempt's lease lasts after it was renewed. It is measured by the database's clock, which is the same for
 * all processes. A process that stands still for less than this goes on; the attempts of one that died end after it.
 */
export const LEASE_MS = 15_000;
/** When a lease ends that is given now. */
export const LEASE = Prisma.sql`now() + make_interval(secs => ${LEASE_MS / 1_000}::float8)`;

export function createLeases({ prisma }: Pick<Database, 'prisma'>): Leases {
  return {
    async leaseLeftMs(id) {
      const rows = await prisma.$queryRaw<{ left: number }[]>`
        SELECT EXTRACT(EPOCH FROM "leasedUntil" - now())::float8 * 1000 AS "left" FROM "Job"
        WHERE "id" = ${id}::uuid AND "state" = 'ACTIVE' AND "leasedUntil" > now()`;
      return rows[0]?.left ?? 0;
    },
    async renewLeases(attempts) {
      const held = attempts.map(({ id, attempt }) => Prisma.sql`(${id}::uuid, ${attempt}::int)`);
      await prisma.$executeRaw`
        UPDATE "Job" SET "leasedUntil" = ${LEASE}
        WHERE "state" = 'ACTIVE' AND ("id", "attempts") IN (${Prisma.join(held)})`;
    },
    async dropLeases() {
      await prisma.$executeRaw`
        UPDATE "Job" SET "leasedUntil" = NULL WHERE "state" = 'ACTIVE' AND "leasedUntil" IS NOT NULL`;
    },
  };
}
