import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { atEnd } from '../support/at-end.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { type ConsoleOptions, openConsole } from '../support/console/open-console.ts';
import { watchSockets } from '../support/console/watch-sockets.ts';
import { onFreePort } from '../support/free-port.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import { CLIENT_ID, type IdentityProvider, startIdentityProvider } from '../support/oidc/identity-provider.ts';

const PIECES = ['Once ', 'upon ', 'a ', 'time.'];
/** Tokens that end at once by what the provider says, and that Lex takes for nearly half a minute. */
const SHORT = -5;
/** Where the provider would give tokens too. */
const OTHER_ORIGIN = 'https://more-tokens.example.com';
/** What another verifier than the page’s leads to: the example of RFC 7636. */
const OTHER_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const signIn = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' });
/** What the tab keeps, or the browser for all tabs. */
const kept = (page: Page) =>
  page
    .evaluate(() => sessionStorage.getItem('lex.token') ?? localStorage.getItem('lex.token') ?? '{}')
    .then(JSON.parse);

describe('who signs in to the console with an identity provider', () => {
  let identity: IdentityProvider;
  let model: FakeProvider;
  let lex: TestServer;
  beforeAll(async () => {
    model = await startFakeProvider();
    atEnd(() => model.close());
    await onFreePort(async (port) => {
      const origin = `http://127.0.0.1:${port}`;
      identity = await startIdentityProvider({ redirectUris: [`${origin}/`], origins: [origin] });
      const settings = {
        ...identity.settings,
        LEX_OIDC_ORIGINS: OTHER_ORIGIN,
        LEX_MODEL: 'compatible/any',
        COMPATIBLE_BASE_URL: model.url,
      };
      lex = await startTestServer({ ...settings, PORT: port });
    });
  });

  const open = async (skip: (reason: string) => never, options: Partial<ConsoleOptions> = {}) => {
    identity.tokensLast(600);
    return openConsole({ browser: await consoleBrowser(skip), url: lex.url, ...options });
  };
  /** Changes what the provider answers, before the page reads it. */
  const answerWith = (page: Page, name: string, value: string) =>
    page.addInitScript(
      ([changed, to]) => {
        const address = new URL(location.href);
        if (!address.searchParams.has('code')) return;
        address.searchParams.set(changed, to);
        history.replaceState(undefined, '', address);
      },
      [name, value] as const,
    );

  it('has a page that may ask this server, the provider and where that gives tokens, and nobody else', async () => {
    const policy = (await fetch(lex.url)).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toContain(`connect-src 'self' ${identity.issuer} ${OTHER_ORIGIN}`);
  });

  it('comes back to where they were, and no token is in an address or in a log', async ({ skip }) => {
    const { page } = await open(skip, { path: '#/jobs' });
    const addresses: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(lex.url)) addresses.push(request.url());
    });
    await signIn(page).click();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(page.url()).toBe(`${lex.url}/#/jobs`);
    const { accessToken, refreshToken, idToken } = await kept(page);
    const told = JSON.stringify([addresses, lex.logLines, await page.evaluate(() => document.referrer)]);
    for (const secret of [accessToken, refreshToken, idToken]) {
      expect(secret).toMatch(/^.{20,}$/);
      expect(told).not.toContain(secret);
    }
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  });

  it.for(['light', 'dark'] as const)('sees in %s what everybody can use', async (colorScheme, { skip }) => {
    const { page } = await open(skip, { colorScheme });
    await signIn(page).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Use an API key instead' }).click();
    await page.getByLabel('API key').waitFor();
    await page.goto(`${lex.url}/?code=made&state=up`);
    await page.getByRole('alert').waitFor();
    await checkAccessibility(page);
  });

  it.for<[string, RegExp, (page: Page) => Promise<unknown>]>([
    ['of another state', /no sign-in that this tab has begun/, (page) => answerWith(page, 'state', 'other')],
    ['of another issuer', /isn’t as it should be/, (page) => answerWith(page, 'iss', 'https://evil.example')],
    [
      'for another page’s verifier',
      /didn’t sign you in/,
      (page) =>
        page.route(`${identity.issuer}/auth?**`, async (route) => {
          const address = new URL(route.request().url());
          if (address.searchParams.get('code_challenge') === OTHER_CHALLENGE) return route.continue();
          address.searchParams.set('code_challenge', OTHER_CHALLENGE);
          return route.fulfill({ status: 302, headers: { location: address.href } });
        }),
    ],
  ])('isn’t let in by an answer %s', async ([, why, prepare], { skip }) => {
    const tab = await open(skip);
    tab.expectProblems(/status of 400/);
    await prepare(tab.page);
    await signIn(tab.page).click();
    await tab.page.getByRole('alert').getByText(why).waitFor();
    expect(new URL(tab.page.url()).search).toBe('');
    expect(await kept(tab.page)).toEqual({});
  });

  it('is told, before they leave, that the page may not ask where the provider gives tokens', async ({ skip }) => {
    const { page } = await open(skip);
    await page.route(`${identity.issuer}/.well-known/**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        json: { ...(await response.json()), token_endpoint: 'https://tokens.example.com/token' },
      });
    });
    await signIn(page).click();
    await page.getByText('LEX_OIDC_ORIGINS').waitFor();
    await page.getByText('https://tokens.example.com', { exact: true }).waitFor();
    expect(await kept(page)).toEqual({});
  });

  it('reads on through a renewal of their token, on one socket', async ({ skip }) => {
    model.answerWith({ kind: 'text', pieces: PIECES });
    model.hold();
    const { page } = await open(skip);
    identity.tokensLast(SHORT);
    await signIn(page).click();
    await message(page).waitFor();
    const sockets = await watchSockets(page);
    await message(page).fill('Tell me a story');
    await message(page).press('Enter');
    model.release(1);
    await page.getByRole('log').getByText('Once', { exact: true }).waitFor();
    const { version } = await kept(page);
    const before = sockets.received('"authorization":"accepted"');
    await expect.poll(async () => (await kept(page)).version).toBeGreaterThan(version);
    await expect.poll(() => sockets.received('"authorization":"accepted"')).toBeGreaterThan(before);
    identity.tokensLast(600);
    model.releaseAll();
    await page.getByRole('log').getByText(PIECES.join('')).waitFor();
    expect(sockets.all).toHaveLength(1);
    expect(sockets.received('RESTARTED')).toBe(0);
  });

  it('is asked again when the provider renews no more, and then finds what they were writing', async ({ skip }) => {
    const tab = await open(skip, { path: '#/chat' });
    const { page } = tab;
    tab.expectProblems(/status of 400/);
    identity.tokensLast(SHORT);
    await signIn(page).click();
    await message(page).fill('Half a sen');
    // Renewed tokens may take the place of those that are ended here; then the newer are ended.
    await expect
      .poll(async () => {
        const { refreshToken } = await kept(page);
        if (refreshToken === undefined) return true;
        const body = new URLSearchParams({ token: refreshToken, client_id: CLIENT_ID });
        await fetch(`${identity.issuer}/token/revocation`, { method: 'POST', body });
        return page.getByText('Your sign-in has ended').isVisible();
      })
      .toBe(true);
    await page.getByText('Your sign-in has ended').waitFor();
    identity.tokensLast(600);
    await signIn(page).click();
    await expect.poll(() => message(page).inputValue()).toBe('Half a sen');
  });

  it('stays signed in while the provider can’t be reached for a while', async ({ skip }) => {
    const tab = await open(skip);
    const { page } = tab;
    tab.expectProblems(/Failed to load resource/);
    identity.tokensLast(SHORT);
    await signIn(page).click();
    await message(page).waitFor();
    let cut = 0;
    await page.route(`${identity.issuer}/token`, (route) => {
      cut++;
      return route.abort('internetdisconnected');
    });
    await expect.poll(() => cut).toBeGreaterThan(1);
    const { version } = await kept(page);
    identity.tokensLast(600);
    await page.unroute(`${identity.issuer}/token`);
    await expect.poll(async () => (await kept(page)).version).toBeGreaterThan(version);
    await message(page).waitFor();
  });

  it.for([
    ['of its own', false],
    ['of all', true],
  ] as const)('uses a refresh token once, also in a copy of a tab with a sign-in %s', async ([, longer], { skip }) => {
    const { page, context } = await open(skip);
    const used: string[] = [];
    context.on('request', (request) => {
      const token = new URLSearchParams(request.postData() ?? '').get('refresh_token');
      if (token !== null) used.push(token);
    });
    if (longer) await page.getByLabel('Stay signed in').check();
    identity.tokensLast(SHORT);
    await signIn(page).click();
    await message(page).waitFor();
    const [copy] = await Promise.all([context.waitForEvent('page'), page.evaluate(() => void window.open('/'))]);
    await message(copy).waitFor();
    const { version, grant } = await kept(copy);
    await expect.poll(async () => (await kept(copy)).version).toBeGreaterThan(version + 2);
    await expect.poll(async () => (await kept(page)).version).toBeGreaterThan(version + 2);
    expect(await kept(page)).toMatchObject({ grant });
    expect(new Set(used).size).toBe(used.length);
    identity.tokensLast(600);
  });

  it('signs out of all tabs and of the provider, which takes the refresh token no more', async ({ skip }) => {
    const tab = await open(skip);
    const { page } = tab;
    // The provider's page of this test has no picture of its own.
    tab.expectProblems(/favicon/);
    await page.getByLabel('Stay signed in').check();
    await signIn(page).click();
    await message(page).waitFor();
    const second = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, besides: tab });
    const sockets = [await watchSockets(page), await watchSockets(second.page)];
    for (const each of sockets) await expect.poll(() => each.open()).toBe(1);
    const { refreshToken } = await kept(page);

    await signOut(page).click();
    await second.page.getByText('You signed out in another tab.').waitFor();
    for (const each of sockets) await expect.poll(() => each.open()).toBe(0);
    await page.getByRole('button', { name: 'Sign out of all' }).click();
    await signIn(page).waitFor();
    expect(await kept(second.page)).toEqual({});
    const body = { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: refreshToken };
    const refused = await fetch(`${identity.issuer}/token`, { method: 'POST', body: new URLSearchParams(body) });
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
  });
});
