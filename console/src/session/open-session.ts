import { type Api, createApi } from '../api/api.ts';
import { apiErrorOf } from '../api/api-error.ts';
import { type Credential, NO_CREDENTIAL } from '../api/credential.ts';
import { ViewerDocument } from '../generated/graphql.ts';
import { forgetKey } from './kept-key.ts';
import { keyCredential } from './key-credential.ts';
import { findProvider } from './provider/find-provider.ts';
import { TokenCredential } from './provider/token-credential.ts';
import { forgetTokens, type Tokens } from './provider/tokens.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import { SignInError } from './sign-in-error.ts';
import { onTabs, tellTabs } from './tabs.ts';

/** What somebody comes with. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'tokens'; readonly tokens: Tokens };

export interface OpenSessionOptions {
  readonly settings: Settings;
  readonly shown: Shown;
  /**
   * Called once, when the session is over. @param why undefined: they signed out here
   * @param willed whether somebody wanted it to end: then nothing of theirs stays in the page
   */
  readonly left: (why: SignInError | undefined, willed: boolean) => void;
}

/** How long the provider may take to end the tokens of somebody who waits to be signed out, in milliseconds. */
const REVOKED_WITHIN_MS = 3_000;

/**
 * Lets somebody in.
 *
 * @throws {SignInError} when the server doesn't take what is shown, which then is kept no more
 * @throws {ApiError} for all else, such as a server out of reach
 */
export async function openSession({ settings, shown, left }: OpenSessionOptions): Promise<Session> {
  const ends: (() => void)[] = [];
  const fate: { state: 'entering' | 'in' | 'left'; why?: SignInError | undefined } = { state: 'entering' };
  const leave = (why: SignInError | undefined, willed: boolean) => {
    const before = fate.state;
    if (before === 'left') return;
    fate.state = 'left';
    fate.why = why;
    for (const end of ends) end();
    forget(shown);
    if (before === 'in') left(why, willed);
  };
  const credential = credentialOf(settings, shown, (why) => leave(why, false));
  const api: Api = createApi(credential);
  ends.push(
    () => api.close(),
    onTabs((message) => {
      if (message.kind !== 'signedOut') return;
      if ('key' in message && shown.kind === 'key' && message.key === shown.key) elsewhere();
      // The provider's own session has ended for all, whichever of its sign-ins a tab has.
      if ('grant' in message && shown.kind === 'tokens') elsewhere(message.grant !== shown.tokens.grant);
    }),
  );
  const elsewhere = (isOwn = false) => {
    leave(new SignInError('elsewhere'), true);
    if (isOwn && credential instanceof TokenCredential) void revoke(settings, credential.tokens);
  };
  const signOut = async ({ here = false } = {}) => {
    leave(undefined, true);
    if (shown.kind === 'key') tellTabs({ kind: 'signedOut', key: shown.key });
    if (!(credential instanceof TokenCredential)) return;
    const { tokens } = credential;
    tellTabs({ kind: 'signedOut', grant: tokens.grant });
    await revoke(settings, tokens);
    const provider = here ? undefined : await findProvider(settings).catch(() => undefined);
    const end = provider?.endOf(tokens);
    if (end) location.assign(end);
  };
  try {
    const { viewer } = await api.ask(ViewerDocument, {});
    if (fate.why) throw fate.why;
    fate.state = 'in';
    return { api, settings, viewer, signOut: shown.kind === 'nothing' ? undefined : signOut };
  } catch (cause) {
    const error = apiErrorOf(cause);
    const { why } = fate;
    if (why) throw why.reason === 'keyEnded' ? new SignInError('keyRefused', error.message) : why;
    fate.state = 'left';
    for (const end of ends) end();
    throw error;
  }
}

function credentialOf(settings: Settings, shown: Shown, lost: (why: SignInError) => void): Credential {
  if (shown.kind === 'nothing') return NO_CREDENTIAL;
  if (shown.kind === 'key') return keyCredential(shown.key, () => lost(new SignInError('keyEnded')));
  return new TokenCredential({ tokens: shown.tokens, provider: () => findProvider(settings), lost });
}

function forget(shown: Shown): void {
  if (shown.kind === 'key') forgetKey(shown.key);
  if (shown.kind === 'tokens') forgetTokens(shown.tokens.grant);
}

/** Ends tokens at the provider as well. What fails of that is over when they end. */
async function revoke(settings: Settings, tokens: Tokens): Promise<void> {
  const revoked = findProvider(settings).then((provider) => provider.revoke(tokens));
  const late = new Promise<void>((resolve) => setTimeout(resolve, REVOKED_WITHIN_MS));
  await Promise.race([revoked, late]).catch(() => undefined);
}
