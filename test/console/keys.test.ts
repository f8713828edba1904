import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bearer, userOf } from '../accounts/deletion/users.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
});
const open = async (skip: (reason: string) => never, options: object = {}) =>
  openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/keys', ...options });

/** Makes a key by keyboard alone. @returns the key */
async function makeKey(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Make a key' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Make a key' });
  await dialog.getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  return page.getByRole('dialog', { name: 'Your new key' }).getByLabel('API key').inputValue();
}
const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
const nameOf = async (key: string) =>
  (await lex.client.answer<{ viewer: { name: string } }>('{ viewer { name } }', {}, bearer(key))).data?.viewer.name;

describe('the page of keys', () => {
  it('makes a key that lets in, and shows it this once', async ({ skip }) => {
    const key = await userOf(lex, 'Ada');
    const { page } = await open(skip, { key });
    const made = await makeKey(page, 'Phone');
    expect(await nameOf(made)).toBe('Ada');
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect.poll(() => rowOf(page, 'Phone').count()).toBe(1);
    expect(await rowOf(page, 'Phone').textContent()).toContain(`${made.slice(0, 12)}…`);
    expect(await page.content()).not.toContain(made);
  });

  it('lists the first key of somebody who had none', async ({ skip }) => {
    const { page } = await open(skip, { key: ADMIN_KEY });
    await page.getByText('There is no key that lets in as you.').waitFor();
    await makeKey(page, 'First');
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect.poll(() => rowOf(page, 'First').count()).toBe(1);
  });

  it('offers what the key it was opened with lets do, and no more', async ({ skip }) => {
    const key = await userOf(lex, 'Bo');
    const { page } = await open(skip, { key });
    await page.getByText('You use it now, for this page.').waitFor();
    await page.getByRole('button', { name: 'Make a key' }).click();
    expect(await page.getByRole('checkbox').count()).toBe(2);
    expect(await page.getByRole('checkbox', { name: 'Administer' }).count()).toBe(0);
  });

  it('ends a key after asking, and keeps it among those that have ended', async ({ skip }) => {
    const key = await userOf(lex, 'Cy');
    const { page } = await open(skip, { key });
    const made = await makeKey(page, 'Tablet');
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'End “Tablet”' }).click();
    const dialog = page.getByRole('dialog', { name: 'End “Tablet”?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await nameOf(made)).toBe('Cy');
    await page.getByRole('button', { name: 'End “Tablet”' }).click();
    await dialog.getByRole('button', { name: 'End', exact: true }).click();
    const ended = page.getByRole('region', { name: 'Ended keys' });
    await expect.poll(() => rowOf(page, 'Tablet').and(ended.getByRole('listitem')).count()).toBe(1);
    await expect.poll(() => nameOf(made)).toBeUndefined();
  });

  it.for([
    { width: 1280, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)('can be used by everybody at $width px, $colorScheme', async (options, { skip }) => {
    const key = await userOf(lex, 'Di');
    const { page } = await open(skip, { key, ...options });
    await page.getByText('You use it now, for this page.').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('dialog').waitFor();
    await checkAccessibility(page);
  });
});

it('the page of keys says that they are for nothing where nobody is asked for one', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const { url } = await startTestServer();
  const { page } = await openConsole({ browser, url, path: '#/keys' });
  await page.getByText('This server asks nobody for a key').waitFor();
});
