import { byRank, type SearchPlace } from './search-cursor.ts';
import type { SearchQuery } from './search-query.ts';
import { BEGINNING_STEPS, type Candidate, type SearchStore, WORD_STEPS } from './search-store.ts';
import { hasBeginnings, type Strictness, type TextSearch, textSearch } from './text-search.ts';

/** What is searched, and where. */
export interface SearchScope {
  readonly ownerId: string;
  readonly search: SearchQuery;
  readonly conversationId: string | undefined;
  /** Only of conversations that are archived, or that aren't; undefined: of both. */
  readonly archived: boolean | undefined;
}

/** A found message, and its place. */
export type FoundPlace = SearchPlace & Pick<Candidate, 'messageId'>;

/** How many messages are ranked together. */
const BLOCK = 200;

/**
 * A page of the messages that match, best first.
 *
 * They are ranked in blocks: the newest 200 that have the words, then the next 200, and so on; when there are no more,
 * those that have words which begin as the wanted ones do. So neither a word that is in every message, nor the size of
 * what somebody has said, makes a search slow. A cursor names the block, and its order depends on the messages and the
 * search alone: messages that come or go between two pages neither shift nor repeat the others.
 */
export async function findMessages(
  store: Pick<SearchStore, 'newest'>,
  scope: SearchScope,
  { after, limit }: { readonly after: SearchPlace | undefined; readonly limit: number },
): Promise<{ readonly places: readonly FoundPlace[]; readonly hasNext: boolean }> {
  const places: FoundPlace[] = [];
  for await (const block of blocksOf(store, scope, after)) {
    places.push(...block);
    if (places.length > limit) return { places: places.slice(0, limit), hasNext: true };
  }
  return { places, hasNext: false };
}

/** What comes after a place, block by block. */
async function* blocksOf(
  store: Pick<SearchStore, 'newest'>,
  scope: SearchScope,
  after: SearchPlace | undefined,
): AsyncGenerator<FoundPlace[]> {
  const order = strictnesses(scope);
  for (const strictness of after ? order.slice(order.indexOf(after.strictness)) : order) {
    const from = after?.strictness === strictness ? after : undefined;
    const search = searchOf(scope, strictness);
    if (!search) return;
    const steps = strictness === 'words' ? WORD_STEPS : BEGINNING_STEPS;
    let below = from?.below;
    for (;;) {
      const found = await store.newest({ ...scope, search }, { below, limit: BLOCK, steps });
      const [newest] = found;
      if (!newest) break;
      const bound = below ?? newest.number + 1n;
      yield found
        .filter((each) => bound !== from?.below || byRank(from, each) < 0)
        .sort(byRank)
        .map(({ messageId, score, number }) => ({ messageId, strictness, below: bound, score, number }));
      if (found.length < BLOCK) break;
      below = found.at(-1)?.number;
    }
  }
}

function strictnesses({ search }: SearchScope): readonly Strictness[] {
  return hasBeginnings(search) ? ['words', 'beginnings'] : ['words'];
}

/** Those that are found by beginnings alone: the others have come before. */
function searchOf({ ownerId, search }: SearchScope, strictness: Strictness): TextSearch | undefined {
  const asked = textSearch(ownerId, search, strictness);
  if (strictness === 'words' || !asked) return asked;
  const before = textSearch(ownerId, search, 'words');
  return before && { ...asked, query: `${asked.query} & !(${before.rankedBy})` };
}
