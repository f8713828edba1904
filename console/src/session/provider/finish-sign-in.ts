import type { Settings } from '../settings.ts';
import { SignInError } from '../sign-in-error.ts';
import type { Attempt } from './attempt.ts';
import { takeAttempt } from './attempt.ts';
import { findProvider } from './find-provider.ts';
import type { Tokens } from './tokens.ts';

/**
 * Takes a provider's answer. Where the tab was when it began to sign in, there it is again.
 *
 * @throws {SignInError} when it is no answer to what this tab has asked, or the provider says no
 */
export async function finishSignIn(
  settings: Settings,
  answer: URLSearchParams,
): Promise<{ readonly tokens: Tokens; readonly longer: boolean }> {
  const attempt = takeAttempt();
  if (!attempt || attempt.state !== answer.get('state')) throw new SignInError('notAsked');
  goBackTo(attempt);
  const provider = await findProvider(settings);
  return { tokens: await provider.redeem(answer, attempt), longer: attempt.longer };
}

function goBackTo({ hash }: Attempt): void {
  if (hash.startsWith('#')) history.replaceState(undefined, '', location.pathname + hash);
}
