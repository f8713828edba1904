import type { PrismaPg } from '@prisma/adapter-pg';
import { z } from 'zod';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { inSpan } from '../../tracing/in-span.ts';
import { DatabaseUnavailableError } from './database-unavailable-error.ts';
import { rethrowGone } from './reference-gone-error.ts';
import { statementSpan } from './statement-span.ts';

/**
 * Prisma's client, with a {@link DatabaseUnavailableError} for what fails because the database can't be reached, and a
 * {@link ReferenceGoneError} for a row that belongs to one which is gone.
 */
export type DatabaseClient = ReturnType<typeof createPrismaClient>;

/** @param adapter throws DatabaseUnavailableErrors itself; Prisma passes on their code and `meta` */
export function createPrismaClient(adapter: PrismaPg) {
  return new PrismaClient({ adapter }).$extends({
    query: {
      async $allOperations({ model, operation, args, query }) {
        try {
          return await inSpan(
            () => statementSpan(args, { model, operation }),
            () => query(args),
          );
        } catch (error) {
          const away = unavailable.safeParse(error).data;
          if (away) throw new DatabaseUnavailableError(error, away.meta?.sqlState);
          rethrowGone(error);
        }
      },
    },
  });
}

/** What Prisma passes on of a {@link DatabaseUnavailableError}. */
const unavailable = z.object({
  code: z.literal('UNAVAILABLE'),
  meta: z.object({ sqlState: z.string().optional() }).optional().catch(undefined),
});
