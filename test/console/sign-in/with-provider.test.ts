import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import {
  kept,
  message,
  OTHER_ORIGIN,
  type ProviderSignIn,
  providerSignIn,
  SHORT,
  signIn,
} from '../../support/console/provider-sign-in.ts';
import { watchSockets } from '../../support/console/watch-sockets.ts';
import { onBothDeployments } from '../../support/lex/both-deployments.ts';
import { CLIENT_ID } from '../../support/oidc/identity-provider.ts';

const PIECES = ['Once ', 'upon ', 'a ', 'time.'];
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' });

onBothDeployments('who signs in to the console with an identity provider', (start) => {
  const started = providerSignIn(start);
  let identity: ProviderSignIn['identity'];
  let lex: ProviderSignIn['lex'];
  let open: ProviderSignIn['open'];
  let model: ProviderSignIn['model'];
  beforeAll(() => {
    ({ identity, lex, open, model } = started());
  });

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

  it('reads on through a renewal of their token, which goes to the socket that they read from', async ({ skip }) => {
    model.answerWith({ kind: 'text', pieces: PIECES });
    model.hold();
    const { page } = await open(skip);
    // This loads the page again, so it comes first: a page that is left while its tokens are being renewed takes the
    // next ones with it.
    const sockets = await watchSockets(page);
    identity.tokensLast(SHORT);
    await signIn(page).click();
    await message(page).fill('Tell me a story');
    await message(page).press('Enter');
    const { version } = await kept(page);
    /** Whether a renewed token is taken on the socket that brought a piece; false when that ends before. */
    const isRenewedWhere = async (piece: string): Promise<boolean> => {
      const socket = sockets.firstWith(piece);
      // Nothing comes on one that has ended, and no end either.
      if (!socket || socket.isClosed()) return false;
      const isAccepted = ({ payload }: { readonly payload: string | Buffer }) =>
        String(payload).includes('"authorization":"accepted"');
      return socket.waitForEvent('framereceived', isAccepted).then(
        () => true,
        () => false,
      );
    };
    let isRenewed = false;
    // On a busy machine the page may hear nothing for so long that it opens another socket: then it is that one's turn.
    for (const piece of PIECES.slice(0, -1)) {
      model.release(1);
      await page.getByRole('log').getByText(piece.trim()).waitFor();
      isRenewed = await isRenewedWhere(piece);
      if (isRenewed) break;
    }
    expect(isRenewed).toBe(true);
    expect((await kept(page)).version).toBeGreaterThan(version);
    identity.tokensLast(600);
    model.releaseAll();
    await page.getByRole('log').getByText(PIECES.join('')).waitFor();
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
