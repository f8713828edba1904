import { createContext, useContext } from 'react';
import type { Api } from '../api/api.ts';
import type { ViewerQuery } from '../generated/graphql.ts';
import type { Settings } from './settings.ts';

/** Who uses the page, and how they reach the server. */
export interface Session {
  readonly api: Api;
  readonly settings: Settings;
  readonly viewer: ViewerQuery['viewer'];
  /**
   * Forgets the credential and ends the sockets, in the other tabs too; then goes to the provider, if they came from
   * one, to end its session as well. Undefined where nobody has to sign in.
   *
   * @param options.here whether the page stays, because something is to be read in it
   */
  readonly signOut: ((options?: { readonly here?: boolean }) => Promise<void>) | undefined;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** @throws {Error} outside of the signed-in page */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Nobody is signed in here.');
  return session;
}

/** The API, by itself. */
export const useApi = (): Api => useSession().api;
