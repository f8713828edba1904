import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { loadLanguage } from '../language/terms/languages.ts';
import type { Logger } from '../log.ts';
import type { Schedules } from '../time/schedules.ts';
import { foldSomeTitles } from './search/titles/title-search-store.ts';
import { createWording, type Wording } from './search/words/wording.ts';
import { createWordsOfOthers, type WordsOfOthers } from './search/words/words-store.ts';
import { startWordsUpkeep } from './search/words/words-upkeep.ts';
import { createWordsUpkeepStore } from './search/words/words-upkeep-store.ts';

/** Opens what makes the words by which messages are found, and the upkeep that gives words to those without. */
export async function openSearch(
  { memoryLanguage }: Pick<Config, 'memoryLanguage'>,
  deps: { readonly database: Database; readonly schedules: Schedules; readonly log: Logger },
  opened: Closing,
): Promise<{ readonly wording: Wording; readonly words: WordsOfOthers }> {
  const wording = createWording(await loadLanguage(memoryLanguage));
  const store = createWordsUpkeepStore(deps.database, wording);
  const upkeep = startWordsUpkeep({ ...deps, store, foldTitles: () => foldSomeTitles(deps.database) });
  opened.defer(() => upkeep.close());
  return { wording, words: createWordsOfOthers(wording) };
}
