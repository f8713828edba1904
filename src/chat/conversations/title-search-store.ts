import type { Database } from '../../database/database.ts';
import { foldTitle } from './title-search.ts';

/** How many titles one statement folds. */
const AT_ONCE = 1_000;

/**
 * Folds those of an owner's titles that aren't folded yet: new ones, and changed ones. A title that changes meanwhile
 * is left to the next search.
 */
export async function foldTitles({ prisma }: Pick<Database, 'prisma'>, ownerId: string): Promise<void> {
  for (;;) {
    const rows = await prisma.conversation.findMany({
      where: { ownerId, foldedTitle: null },
      select: { id: true, title: true },
      take: AT_ONCE,
    });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const titles = rows.map(({ title }) => title);
    const folded = titles.map(foldTitle);
    // Rows are locked in the order of their ids, so that two searches at the same time can't lock each other out.
    await prisma.$executeRaw`
      WITH read AS (
        SELECT c."id", r."folded"
        FROM unnest(${ids}::uuid[], ${titles}::text[], ${folded}::text[]) AS r("id", "title", "folded")
        JOIN "Conversation" c ON c."id" = r."id" AND c."title" = r."title"
        ORDER BY c."id" FOR NO KEY UPDATE OF c
      )
      UPDATE "Conversation" SET "foldedTitle" = read."folded" FROM read
      WHERE "Conversation"."id" = read."id"`;
    if (rows.length < AT_ONCE) return;
  }
}
