import type { Database } from '../../../database/database.ts';
import { foldTexts } from '../../../database/fold-texts-store.ts';
import { Prisma } from '../../../generated/prisma/client.ts';
import { foldTitle } from './title-search.ts';

const TITLES = { table: 'Conversation', text: 'title', folded: 'foldedTitle' } as const;

/**
 * Folds titles of an owner that aren't folded yet, 2,000 at most: the first search after an update mustn't wait for all
 * titles of somebody who has very many. The upkeep of the words folds the others.
 */
export function foldTitlesOf(database: Pick<Database, 'prisma'>, ownerId: string): Promise<boolean> {
  const where = Prisma.sql`"ownerId" = ${ownerId}::uuid`;
  return foldTexts(database, { ...TITLES, where, mostTimes: 2 }, foldTitle);
}

/** Folds up to 1,000 titles, of whomever. @returns whether there may be more */
export function foldSomeTitles(database: Pick<Database, 'prisma'>): Promise<boolean> {
  return foldTexts(database, { ...TITLES, mostTimes: 1 }, foldTitle);
}
