import { Prisma } from '../generated/prisma/client.ts';
import type { Database } from './database.ts';

export const FIRST_MIGRATION = 'SELECT "id" FROM "_prisma_migrations" ORDER BY "started_at", "migration_name" LIMIT 1';

/**
 * Eight hexadecimal digits that tell this database from others, and stay the same when it is restored from a backup.
 * They come from the id of its first migration.
 */
export async function readDatabaseIdentity({ prisma }: Database): Promise<string> {
  const [first] = await prisma.$queryRaw<{ id: string }[]>(Prisma.raw(FIRST_MIGRATION));
  if (!first) throw new Error('The database has no migration recorded.');
  return identityOf(first.id);
}

/** @param migrationId of its first migration, a UUID */
export function identityOf(migrationId: string): string {
  return migrationId.replaceAll('-', '').slice(0, 8);
}
