import type { SearchQuery } from './search-query.ts';
import { BEGINNING_STEPS, type SearchStore, WORD_STEPS } from './search-store.ts';
import { hasBeginnings, textSearch, titleSearch } from './text-search.ts';

/** What of an owner's conversations a search finds. */
export interface FoundConversations {
  /** By title, or by what was said. */
  readonly ids: readonly string[];
  /** Of each conversation in which the words were said the newest message that has them. */
  readonly messageIds: ReadonlyMap<string, string>;
  /** Whether these are all. */
  readonly isWhole: boolean;
}

/** How many messages, and how many titles, are looked at: the newest, and those of conversations last spoken in. */
const MOST_MESSAGES = 500;
const MOST_TITLES = 1_000;

/** The conversations whose titles hold parts of words, or in which one message has all the words, or begins them. */
export async function findConversations(
  store: Pick<SearchStore, 'newest' | 'titled'>,
  scope: { readonly ownerId: string; readonly search: SearchQuery; readonly archived: boolean | undefined },
): Promise<FoundConversations> {
  const { ownerId, search, archived } = scope;
  const titles = titleSearch(ownerId, search);
  const [titled, said] = await Promise.all([
    titles === undefined ? [] : store.titled({ ownerId, archived, search: titles }, MOST_TITLES),
    saidIn(store, scope),
  ]);
  return {
    ids: [...new Set([...titled, ...said.messageIds.keys()])],
    messageIds: said.messageIds,
    isWhole: titled.length < MOST_TITLES && said.isWhole,
  };
}

async function saidIn(
  store: Pick<SearchStore, 'newest'>,
  { ownerId, search, archived }: Parameters<typeof findConversations>[1],
): Promise<Pick<FoundConversations, 'messageIds' | 'isWhole'>> {
  const messageIds = new Map<string, string>();
  const find = async (strictness: 'words' | 'beginnings') => {
    const asked = textSearch(ownerId, search, strictness);
    if (!asked) return 0;
    const steps = strictness === 'words' ? WORD_STEPS : BEGINNING_STEPS;
    const wanted = { ownerId, search: asked, conversationId: undefined, archived };
    const found = await store.newest(wanted, { below: undefined, limit: MOST_MESSAGES, steps });
    for (const { conversationId, messageId } of found) {
      if (!messageIds.has(conversationId)) messageIds.set(conversationId, messageId);
    }
    return found.length;
  };
  let found = await find('words');
  if (found < MOST_MESSAGES && hasBeginnings(search)) found = await find('beginnings');
  return { messageIds, isWhole: found < MOST_MESSAGES };
}
