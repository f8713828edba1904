import type { Database } from '../../database/database.ts';
import { foldTexts } from '../../database/fold-texts-store.ts';
import { fold } from '../../language/fold.ts';

/**
 * Brings names, and what is searched for in names, into the form in which the two are compared: folded, with single
 * spaces.
 *
 * The database stores folded names: a change of this function needs a migration that sets them to null.
 */
export function foldName(name: string): string {
  return fold(name).replace(/\s+/gu, ' ').trim();
}

/** Folds those names of users that aren't folded yet. */
export async function foldNames(database: Pick<Database, 'prisma'>): Promise<void> {
  await foldTexts(database, { table: 'User', text: 'name', folded: 'foldedName' }, foldName);
}
