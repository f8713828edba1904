import type { Database } from './database.ts';

/**
 * Eight hexadecimal digits that tell this database from others, and stay when it is backed up and restored: from the id
 * that its first migration was recorded under.
 */
export async function readDatabaseIdentity({ prisma }: Database): Promise<string> {
  const [first] = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "_prisma_migrations" ORDER BY "started_at", "migration_name" LIMIT 1`;
  if (!first) throw new Error('The database has no migration recorded.');
  return first.id.replaceAll('-', '').slice(0, 8);
}
