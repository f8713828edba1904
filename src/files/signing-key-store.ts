import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';

/**
 * What the addresses of files are signed with. The first process that asks makes it; it is in the database, so that
 * what one process signs another one lets in.
 */
export async function readSigningKey({ prisma }: Pick<Database, 'prisma'>): Promise<Uint8Array> {
  await prisma.$executeRaw`
    INSERT INTO "FileSigningKey" ("id", "key") VALUES (1, ${randomBytes(32)}) ON CONFLICT DO NOTHING`;
  const [row] = await prisma.$queryRaw<{ key: Uint8Array }[]>`SELECT "key" FROM "FileSigningKey" WHERE "id" = 1`;
  if (!row) throw new Error('The database has no key for addresses of files.');
  return row.key;
}
