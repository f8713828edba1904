import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkAccessibility } from '../../support/console/check-accessibility.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import {
  kept,
  message,
  type ProviderSignIn,
  providerSignIn,
  SHORT,
  signIn,
} from '../../support/console/provider-sign-in.ts';
import { onBothDeployments } from '../../support/lex/both-deployments.ts';
import { startTestServer } from '../../support/lex/start-server.ts';

/** What another verifier than the page’s leads to: the example of RFC 7636. */
const OTHER_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

onBothDeployments('an identity provider that signs in to the console, when not all goes well,', (start) => {
  const started = providerSignIn(start);
  let identity: ProviderSignIn['identity'];
  let lex: ProviderSignIn['lex'];
  let open: ProviderSignIn['open'];
  beforeAll(() => {
    ({ identity, lex, open } = started());
  });

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
});

describe('who opens a console that no identity provider is set up for, where tokens are asked for', () => {
  it('is told so, and comes in with a key', async ({ skip }) => {
    const lex = await startTestServer({
      LEX_AUTH: 'jwt',
      LEX_JWT_SECRET: 'a-secret-of-thirty-two-characters-or-more',
      LEX_JWT_ISSUER: 'https://login.example.com/',
      LEX_JWT_AUDIENCE: 'lex',
    });
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url });
    await page.getByText('LEX_OIDC_ISSUER').waitFor();
    await page.getByLabel('API key').waitFor();
    await checkAccessibility(page);
  });
});
