import type { Viewer } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import { fold } from '../../language/fold.ts';

/** Titles that are folded with one statement. */
const AT_ONCE = 1_000;
/** Between a digit and a letter beside it. */
const EDGE = /(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/gu;

/**
 * A title, or what is looked for in titles, as both are compared: folded as memory's words are, with single spaces, also
 * between digits and letters, so that 64GB and "64 GB" are one. A part of a title stays a part of it.
 *
 * Stored titles have to be folded again when this changes: by a migration that sets them to null.
 */
export function foldTitle(title: string): string {
  return fold(title).replace(EDGE, ' ').replace(/\s+/gu, ' ').trim();
}

/**
 * Folds those titles of a viewer that aren't folded yet: new ones, and those that were changed. A title that changes
 * meanwhile stays unfolded, and is folded by the next search.
 */
export async function foldTitles({ prisma }: Pick<Database, 'prisma'>, viewer: Viewer): Promise<void> {
  for (;;) {
    const rows = await prisma.conversation.findMany({
      where: { ownerId: viewer.id, foldedTitle: null },
      select: { id: true, title: true },
      take: AT_ONCE,
    });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const titles = rows.map(({ title }) => title);
    const folded = titles.map(foldTitle);
    // Locked in the order of their ids: two searches at the same time wait for each other, but never in a circle.
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
