import { isTokens, type Tokens } from './provider/tokens.ts';

/** What the tabs of this browser tell each other of who is signed in. It leaves the browser never. */
export type TabMessage =
  /** A sign-in has fresh tokens; the refresh token of before is used up. */
  | { readonly kind: 'renewed'; readonly tokens: Tokens }
  /** A tab has begun to use a sign-in: who has fresher tokens of it says them. */
  | { readonly kind: 'using'; readonly tokens: Tokens }
  /** Somebody signed out: of a key, or of the identity provider, by the name of the sign-in. */
  | { readonly kind: 'signedOut'; readonly key: string }
  | { readonly kind: 'signedOut'; readonly grant: string };

const channel = new BroadcastChannel('lex.session');

/** Tells all other tabs. */
export function tellTabs(message: TabMessage): void {
  channel.postMessage(message);
}

/** Calls back with what other tabs tell. @returns what ends that */
export function onTabs(listener: (message: TabMessage) => void): () => void {
  const read = ({ data }: MessageEvent<unknown>) => {
    // A tab may have a page of another version.
    if (isMessage(data)) listener(data);
  };
  channel.addEventListener('message', read);
  return () => channel.removeEventListener('message', read);
}

function isMessage(value: unknown): value is TabMessage {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'renewed' || value.kind === 'using') return 'tokens' in value && isTokens(value.tokens);
  const names = ['key', 'grant'].map((name) => Object.entries(value).find(([key]) => key === name)?.[1]);
  return value.kind === 'signedOut' && names.some((each) => typeof each === 'string');
}
