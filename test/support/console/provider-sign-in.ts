import type { Page } from 'playwright-core';
import { beforeAll } from 'vitest';
import { atEnd } from '../at-end.ts';
import { onFreePort } from '../free-port.ts';
import type { StartDeployment } from '../lex/both-deployments.ts';
import type { TestServer } from '../lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../models/fake-provider.ts';
import { type IdentityProvider, startIdentityProvider } from '../oidc/identity-provider.ts';
import { consoleBrowser } from './console-browser.ts';
import { type ConsoleOptions, openConsole } from './open-console.ts';

/** Tokens that end at once by what the provider says, and that Lex takes for nearly half a minute. */
export const SHORT = -5;
/** Where the provider would give tokens too. */
export const OTHER_ORIGIN = 'https://more-tokens.example.com';

export const signIn = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
export const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
/** What the tab keeps, or the browser for all tabs. */
export const kept = (page: Page) =>
  page
    .evaluate(() => sessionStorage.getItem('lex.token') ?? localStorage.getItem('lex.token') ?? '{}')
    .then(JSON.parse);

/** A Lex whose console signs people in with an identity provider. */
export interface ProviderSignIn {
  readonly identity: IdentityProvider;
  readonly model: FakeProvider;
  readonly lex: TestServer;
  /** Opens a tab, where tokens last for ten minutes. */
  open(skip: (reason: string) => never, options?: Partial<ConsoleOptions>): ReturnType<typeof openConsole>;
}

/** Starts one for the tests of the calling `describe`. @returns what gives it to them */
export function providerSignIn(start: StartDeployment): () => ProviderSignIn {
  let started: ProviderSignIn | undefined;
  beforeAll(async () => {
    const model = await startFakeProvider();
    atEnd(() => model.close());
    await onFreePort(async (port) => {
      const origin = `http://127.0.0.1:${port}`;
      const identity = await startIdentityProvider({ redirectUris: [`${origin}/`], origins: [origin] });
      const settings = {
        ...identity.settings,
        LEX_OIDC_ORIGINS: OTHER_ORIGIN,
        LEX_MODEL: 'compatible/any',
        COMPATIBLE_BASE_URL: model.url,
      };
      const [lex] = await start({ ...settings, PORT: port });
      const open: ProviderSignIn['open'] = async (skip, options = {}) => {
        identity.tokensLast(600);
        return openConsole({ browser: await consoleBrowser(skip), url: lex.url, ...options });
      };
      started = { identity, model, lex, open };
    });
  });
  return () => {
    if (!started) throw new Error('It has not started.');
    return started;
  };
}
