import type { Database } from './database.ts';

/**
 * Eight hexadecimal digits that tell this database from others, and stay the same when it is restored from a backup.
 * They come from the id of its first migration.
 */
export async function readDatabaseIdentity({ prisma }: Database): Promise<string> {
  const [first] = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "_prisma_migrations" ORDER BY "started_at", "migration_name" LIMIT 1`;
  if (!first) throw new Error('The database has no migration recorded.');
  return first.id.replaceAll('-', '').slice(0, 8);
}
