import { z } from 'zod';
import type { Count, Page, PageRequest } from '../../database/page.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import { findConversations } from '../search/find-conversations.ts';
import { readSearchQuery, type SearchQuery } from '../search/search-query.ts';
import type { SearchStore } from '../search/search-store.ts';
import type { Wording } from '../search/words/wording.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationStore } from './conversation-store.ts';

/** Which conversations are listed; what is left out doesn't matter. */
export interface ConversationFilter {
  /** Parts of the title, or words that were said, in any case. */
  readonly search?: string | null | undefined;
  readonly archived?: boolean | null | undefined;
}

/** A page of conversations. */
export interface ListedConversations extends Page<Conversation> {
  /** What was said in them of what was searched for; undefined when nothing was. */
  readonly said: { readonly search: SearchQuery; readonly messageIds: ReadonlyMap<string, string> } | undefined;
}

/** The list of an owner's conversations, or a part of it. */
export interface Listing {
  /**
   * Those last spoken in first, whatever is searched for: so a list that is searched keeps its order, and its pages
   * stay as they are.
   *
   * @throws {BadUserInputError}
   */
  list(ownerId: string, filter: ConversationFilter & { page: PageRequest }): Promise<ListedConversations>;
  /** @throws {BadUserInputError} */
  count(ownerId: string, filter: ConversationFilter): Promise<Count>;
}

const conversationSearch = z.object({ search: wellFormedText({ min: 0, max: 200 }).nullish() });

export function createListing(deps: {
  readonly conversations: Pick<ConversationStore, 'list' | 'count' | 'foldTitles'>;
  readonly searches: SearchStore;
  readonly wording: Pick<Wording, 'language'>;
}): Listing {
  const { conversations, searches, wording } = deps;

  /** What a filter finds; undefined when it searches for nothing. */
  async function found(ownerId: string, { search: text, archived }: Filter) {
    if (text === undefined) return undefined;
    const search = readSearchQuery(text, wording.language);
    await conversations.foldTitles(ownerId);
    return { search, ...(await findConversations(searches, { ownerId, search, archived })) };
  }

  return {
    async list(ownerId, { page, ...raw }) {
      const filter = readFilter(raw);
      const said = await found(ownerId, filter);
      const { archived } = filter;
      return { ...(await conversations.list(ownerId, { ids: said?.ids, archived }, page)), said };
    },
    async count(ownerId, raw) {
      const filter = readFilter(raw);
      const { ids, isWhole = true } = (await found(ownerId, filter)) ?? {};
      const { count, isExact } = await conversations.count(ownerId, { ids, archived: filter.archived });
      return { count, isExact: isExact && isWhole };
    },
  };
}

type Filter = ReturnType<typeof readFilter>;

function readFilter({ search, archived }: ConversationFilter) {
  const asked = parseInput(conversationSearch, { search }).search?.trim();
  return { search: asked || undefined, archived: archived ?? undefined };
}
