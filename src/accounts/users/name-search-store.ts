import type { Database } from '../../database/database.ts';
import { fold } from '../../language/fold.ts';

/** How many names one statement folds. */
const AT_ONCE = 1_000;

/**
 * Brings names, and what is searched for in names, into the form in which the two are compared: folded, with single
 * spaces.
 *
 * The database stores folded names: a change of this function needs a migration that sets them to null.
 */
export function foldName(name: string): string {
  return fold(name).replace(/\s+/gu, ' ').trim();
}

/**
 * Folds those names of users that aren't folded yet: new ones, and changed ones. A name that changes meanwhile is left
 * to the next search.
 */
export async function foldNames({ prisma }: Pick<Database, 'prisma'>): Promise<void> {
  for (;;) {
    const rows = await prisma.user.findMany({
      where: { foldedName: null },
      select: { id: true, name: true },
      take: AT_ONCE,
    });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const names = rows.map(({ name }) => name);
    const folded = names.map(foldName);
    // Rows are locked in the order of their ids, so that two searches at the same time can't lock each other out.
    await prisma.$executeRaw`
      WITH read AS (
        SELECT u."id", r."folded"
        FROM unnest(${ids}::uuid[], ${names}::text[], ${folded}::text[]) AS r("id", "name", "folded")
        JOIN "User" u ON u."id" = r."id" AND u."name" = r."name"
        ORDER BY u."id" FOR NO KEY UPDATE OF u
      )
      UPDATE "User" SET "foldedName" = read."folded" FROM read WHERE "User"."id" = read."id"`;
    if (rows.length < AT_ONCE) return;
  }
}
