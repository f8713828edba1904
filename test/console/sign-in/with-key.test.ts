import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { watchSockets } from '../../support/console/watch-sockets.ts';
import { onBothDeployments } from '../../support/lex/both-deployments.ts';
import type { TestServer } from '../../support/lex/start-server.ts';

const ADMIN_KEY = 'an-admin-key-of-thirty-two-characters-or-more';
const OTHER_KEY = 'another-key-that-is-nobodys-in-this-database';
/** What the browser itself writes of requests that are refused. */
const REFUSED = /status of 401/;

const keyField = (page: Page) => page.getByLabel('API key');
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' });

async function enterKey(page: Page, key: string): Promise<void> {
  await keyField(page).fill(key);
  await keyField(page).press('Enter');
}

onBothDeployments('who signs in to the console with a key', (start) => {
  let lex: TestServer;
  let other: TestServer;
  beforeAll(async () => {
    [lex, other] = await start({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
  });

  it('is let in by one that the server knows, in this tab, until they sign out', async ({ skip }) => {
    const browser = await consoleBrowser(skip);
    const tab = await openConsole({ browser, url: lex.url });
    tab.expectProblems(REFUSED);
    await enterKey(tab.page, OTHER_KEY);
    await tab.page.getByRole('alert').getByText('The server doesn’t take this key.').waitFor();
    await enterKey(tab.page, ADMIN_KEY);
    await message(tab.page).waitFor();
    await tab.page.reload();
    await message(tab.page).waitFor();

    const second = await openConsole({ browser, url: lex.url, besides: tab });
    await keyField(second.page).waitFor();
    await message(tab.page).fill('Half a secret');
    await signOut(tab.page).click();
    await keyField(tab.page).waitFor();
    expect(await tab.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Half a secret');
    await tab.page.reload();
    await keyField(tab.page).waitFor();
    expect(await tab.page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).not.toContain(ADMIN_KEY);
  });

  it('stays longer where asked to, in all tabs, which end together', async ({ skip }) => {
    const browser = await consoleBrowser(skip);
    const first = await openConsole({ browser, url: lex.url });
    await first.page.getByLabel('Stay signed in').check();
    await enterKey(first.page, ADMIN_KEY);
    await message(first.page).waitFor();
    const second = await openConsole({ browser, url: lex.url, besides: first });
    const sockets = await watchSockets(second.page);
    await message(second.page).waitFor();
    await expect.poll(() => sockets.open()).toBe(1);

    await signOut(first.page).click();
    await second.page.getByText('You signed out in another tab.').waitFor();
    await expect.poll(() => sockets.open()).toBe(0);
    expect(await second.page.evaluate(() => localStorage.getItem('lex.key'))).toBeNull();
  });

  describe('that ends meanwhile', () => {
    const admin = { authorization: `Bearer ${ADMIN_KEY}` };
    /** Somebody signed in with a key that ends, on another process if there is one, when it is told to. */
    const openWithKey = async (skip: (reason: string) => never, path: string) => {
      const made = await other.client.answer<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
        'mutation { createApiKey(name: "Console", scopes: [READ, CHAT]) { secret apiKey { id } } }',
        {},
        admin,
      );
      const { secret = '', apiKey } = made.data?.createApiKey ?? {};
      const tab = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path, key: secret });
      tab.expectProblems(REFUSED);
      const end = () =>
        other.client.answer('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: apiKey?.id }, admin);
      return { page: tab.page, end };
    };
    const reason = 'The server takes the key no more: it has ended or was revoked.';

    it('is asked again, and then is where they were, with what they were writing', async ({ skip }) => {
      const { page, end } = await openWithKey(skip, '#/chat');
      await message(page).fill('Half a sen');
      const address = page.url();
      await end();
      await page.getByText(reason).waitFor();
      expect(await message(page).isVisible()).toBe(false);

      await enterKey(page, ADMIN_KEY);
      await message(page).waitFor();
      expect(await message(page).inputValue()).toBe('Half a sen');
      expect(page.url()).toBe(address);
    });

    it('isn’t kept from signing in by a dialog, which is there again then', async ({ skip }) => {
      const { page, end } = await openWithKey(skip, '#/memory');
      await page.getByRole('button', { name: 'Add a memory', exact: true }).click();
      const text = page.getByRole('dialog').getByRole('textbox').first();
      await text.fill('Half a mem');
      await end();
      await page.getByText(reason).waitFor();
      expect(await page.getByRole('dialog').isVisible()).toBe(false);

      await keyField(page).click();
      await page.keyboard.type(ADMIN_KEY);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await text.waitFor();
      expect(await text.inputValue()).toBe('Half a mem');
    });
  });
});
