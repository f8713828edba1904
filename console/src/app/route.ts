import { useSyncExternalStore } from 'react';

/** The pages by the names that their addresses have. */
export const PAGES = ['chat', 'memory', 'documents', 'jobs', 'status', 'usage', 'keys', 'settings', 'admin'] as const;
export type PageName = (typeof PAGES)[number];

/** Where the reader is. It is the part of the address after `#`: the server knows one page. */
export interface Route {
  readonly page: PageName;
  /** What of it: a conversation's id on `chat`. */
  readonly id: string | undefined;
  /** Where in that: the id of a message of the conversation. */
  readonly at: string | undefined;
}

/** The address of a page, for links. */
export function addressOf(page: PageName, id?: string, at?: string): string {
  return ['#', page, ...[id, at].flatMap((each) => (each === undefined ? [] : encodeURIComponent(each)))].join('/');
}

/** Goes to a page. @param options.replace leaves nothing to go back to */
export function goTo(page: PageName, id?: string, { replace = false } = {}): void {
  const address = addressOf(page, id);
  if (replace) history.replaceState(undefined, '', address);
  else history.pushState(undefined, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Where the reader is, now and after each step. */
export function useRoute(): Route {
  return readRoute(useSyncExternalStore(followHash, () => location.hash));
}

function followHash(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  addEventListener('popstate', changed);
  return () => {
    removeEventListener('hashchange', changed);
    removeEventListener('popstate', changed);
  };
}

/** An address that is none of these is the chat's. */
export function readRoute(hash: string): Route {
  const [, name, id, at] = /^#\/([a-z]+)(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(hash) ?? [];
  const page = PAGES.find((each) => each === name) ?? 'chat';
  return { page, id: id === undefined ? undefined : decoded(id), at: at === undefined ? undefined : decoded(at) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
