import { z } from 'zod';
import { type Count, countOf, countUpTo } from '../../database/page.ts';
import { BadUserInputError, NotFoundError } from '../../errors.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { findMessages } from './find-messages.ts';
import type { SearchPlace } from './search-cursor.ts';
import { readSearchCursor, searchCursor } from './search-cursor.ts';
import { readSearchQuery, type SearchQuery } from './search-query.ts';
import type { PlacedMessage, SearchStore } from './search-store.ts';
import { type Snippet, snippetOf } from './snippet.ts';
import { textSearch } from './text-search.ts';
import type { Wording } from './words/wording.ts';

/** What the caller of a search decides. */
export interface MessageSearch {
  readonly query: string;
  /** Left out: all conversations. */
  readonly conversationId?: string | null | undefined;
  /** Whether archived conversations are searched too; one that is named always is. @default false */
  readonly includeArchived?: boolean | null | undefined;
}

/** A message that was found, and what it was found by. */
export interface FoundMessage {
  readonly message: Message;
  readonly search: SearchQuery;
}

/** A page of what was found, best first. */
export interface FoundPage {
  readonly found: readonly (FoundMessage & { readonly cursor: string })[];
  readonly hasNext: boolean;
}

/** Finds what was said. Somebody else's message is as if it weren't there. */
export interface SearchService {
  /**
   * An owner's messages by words, best first. Messages of all branches are found; one that is being written is found
   * once it has ended.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError} when the conversation isn't there
   */
  messages(ownerId: string, search: MessageSearch & SearchPage): Promise<FoundPage>;
  /**
   * How many there are in all.
   *
   * @throws {BadUserInputError}
   */
  count(ownerId: string, search: MessageSearch): Promise<Count>;
  /** The piece of a message that has most of what was searched for. */
  snippet(found: FoundMessage): Snippet;
  /** Of each message whether it is on the branch that ends in the newest message; undefined where that is too far. */
  onNewestBranch(ownerId: string, messages: readonly PlacedMessage[]): Promise<(boolean | undefined)[]>;
}

export interface SearchPage {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

const DEFAULT_PAGE = 20;
export const LARGEST_PAGE = 100;
/** How far messages are counted. */
const MOST_COUNTED = 1_000;

const asked = z.object({ query: wellFormedText({ min: 1, max: 500 }) });

export function createSearchService(deps: {
  readonly store: SearchStore;
  readonly messages: Pick<MessageStore, 'byIds'>;
  readonly conversations: Pick<ConversationStore, 'has'>;
  readonly wording: Wording;
}): SearchService {
  const { store, messages, conversations, wording } = deps;
  const read = ({ query }: MessageSearch) => readSearchQuery(parseInput(asked, { query }).query, wording.language);
  return {
    async messages(ownerId, { first, after, ...input }) {
      const search = read(input);
      const { conversationId } = input;
      const limit = readFirst(first);
      const place: SearchPlace | undefined = after == null ? undefined : readSearchCursor(after);
      if (conversationId != null && !(await conversations.has(ownerId, conversationId))) {
        throw new NotFoundError('conversation');
      }
      const scope = { ...scopeOf(ownerId, input), search };
      const { places, hasNext } = await findMessages(store, scope, { after: place, limit });
      const rows = await messages.byIds(
        ownerId,
        places.map(({ messageId }) => messageId),
      );
      const found = places.flatMap((each, index) => {
        const message = rows[index];
        return message ? [{ message, search, cursor: searchCursor(each) }] : [];
      });
      return { found, hasNext };
    },
    async count(ownerId, input) {
      const search = textSearch(ownerId, read(input), 'beginnings');
      if (!search) return countOf(0);
      const wanted = { ...scopeOf(ownerId, input), search };
      return countUpTo((most) => store.count(wanted, most), MOST_COUNTED);
    },
    snippet: ({ message, search }) => snippetOf(message.content, search, wording.language),
    onNewestBranch: store.onNewestBranch,
  };
}

/** Whoever names a conversation wants it, be it archived or not. */
function scopeOf(ownerId: string, { conversationId, includeArchived }: MessageSearch) {
  const everywhere = conversationId != null || includeArchived === true;
  return { ownerId, conversationId: conversationId ?? undefined, archived: everywhere ? undefined : false };
}

/** @throws {BadUserInputError} */
function readFirst(first: number | null | undefined): number {
  const limit = first ?? DEFAULT_PAGE;
  if (limit < 0 || limit > LARGEST_PAGE) throw new BadUserInputError(`first takes 0 to ${LARGEST_PAGE}.`);
  return limit;
}
