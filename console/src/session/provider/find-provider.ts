import type { Settings } from '../settings.ts';
import type { Provider } from './provider.ts';

let found: Promise<Provider> | undefined;

/**
 * The provider of the settings, with the code that talks to it: both are loaded when they are first needed, for many
 * never sign in this way.
 *
 * @throws {SignInError}
 */
export function findProvider({ oidc }: Settings): Promise<Provider> {
  found ??= load(oidc).catch((cause: unknown) => {
    found = undefined;
    throw cause;
  });
  return found;
}

async function load(oidc: Settings['oidc']): Promise<Provider> {
  if (!oidc) throw new Error('This server has no identity provider.');
  const { Provider } = await import('./provider.ts');
  return Provider.discover(oidc);
}
