import { useSyncExternalStore } from 'react';
import type { Api } from '../api/api.ts';
import { useApi } from '../session/session.ts';
import { ConversationListStore, type ListState } from './conversation-list-store.ts';
import { PendingDeletions } from './pending-deletions.ts';

interface ConversationData {
  readonly list: ConversationListStore;
  readonly deletions: PendingDeletions;
}

/** One for each session. It outlives the list on the page: a drawer that closes takes back no deletion. */
const DATA = new WeakMap<Api, ConversationData>();

function dataOf(api: Api): ConversationData {
  const known = DATA.get(api);
  if (known) return known;
  const list = new ConversationListStore(api);
  const data = { list, deletions: new PendingDeletions(api, list) };
  DATA.set(api, data);
  return data;
}

/** The list of conversations and the deletions in it, for who changes them. */
export const useConversationData = (): ConversationData => dataOf(useApi());

/** The list of conversations, as it is now and after each change. */
export function useConversationList(): { readonly list: ConversationListStore; readonly state: ListState } {
  const { list } = useConversationData();
  return { list, state: useSyncExternalStore(list.subscribe, () => list.state) };
}
