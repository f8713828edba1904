import { z } from 'zod';
import { askSharedServers } from './ask-shared-servers.ts';
import { createTestDatabases, query, type TestPostgres } from './start-postgres.ts';

/** The PostgreSQL of all test files. A file has databases of its own there, and may do nothing to the server. */
export interface SharedPostgres extends TestPostgres {
  /** Makes a database as `lex migrate` leaves it. @returns its `DATABASE_URL` */
  createMigratedDatabase(): Promise<string>;
}

const addressSchema = z.object({ adminUrl: z.string(), template: z.string() });

/** Starts it unless another file has. Closing drops the caller's databases, and nothing else. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  const { adminUrl, template } = addressSchema.parse(await askSharedServers('postgres'));
  const databases = createTestDatabases(adminUrl);
  return {
    adminUrl,
    server: undefined,
    createDatabase: () => databases.create(),
    async createMigratedDatabase() {
      const url = await databases.create(template);
      // Deployments that share a Redis are told apart by the id of their first migration: the copies have the same.
      await query(url, 'UPDATE "_prisma_migrations" SET "id" = gen_random_uuid()::text');
      return url;
    },
    close: () => databases.drop(),
  };
}
