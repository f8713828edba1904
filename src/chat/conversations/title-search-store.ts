import type { Database } from '../../database/database.ts';
import { foldTexts } from '../../database/fold-texts-store.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { foldTitle } from './title-search.ts';

/** Folds those of an owner's titles that aren't folded yet. */
export function foldTitles(database: Pick<Database, 'prisma'>, ownerId: string): Promise<void> {
  const where = Prisma.sql`"ownerId" = ${ownerId}::uuid`;
  return foldTexts(database, { table: 'Conversation', text: 'title', folded: 'foldedTitle', where }, foldTitle);
}
