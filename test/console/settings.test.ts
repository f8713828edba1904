import { beforeAll, describe, expect, it } from 'vitest';
import { ask, live, userOf } from '../accounts/deletion/users.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys' });
});
const open = async (skip: (reason: string) => never, options: object = {}) =>
  openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/settings', ...options });

interface Viewer {
  readonly viewer: { readonly instructions: string | null; readonly drawsMemories: boolean };
}
const settingsOf = async (key: string) =>
  (await ask<Viewer>(lex, key, '{ viewer { instructions drawsMemories } }')).viewer;

describe('the page of settings', () => {
  it('keeps instructions for all conversations, and takes them away', async ({ skip }) => {
    const key = await userOf(lex, 'Ada');
    const { page } = await open(skip, { key });
    const field = page.getByLabel('What LEX is told in all conversations');
    const save = page.getByRole('button', { name: 'Save' });
    await field.fill('Answer in one sentence.\nاكتب بالعربية.');
    await save.click();
    await page.getByText('The instructions are saved.').waitFor();
    expect((await settingsOf(key)).instructions).toBe('Answer in one sentence.\nاكتب بالعربية.');
    await expect.poll(() => save.isDisabled()).toBe(true);
    await field.fill('');
    await save.click();
    await expect.poll(async () => (await settingsOf(key)).instructions).toBeNull();
  });

  it('turns remembering off and on', async ({ skip }) => {
    const key = await userOf(lex, 'Bo');
    const { page } = await open(skip, { key });
    const remembering = page.getByRole('switch', { name: 'Remember facts without being asked' });
    await remembering.press('Space');
    await expect.poll(async () => (await settingsOf(key)).drawsMemories).toBe(false);
    await page.reload();
    await expect.poll(() => remembering.getAttribute('aria-checked')).toBe('false');
    await remembering.click();
    await expect.poll(async () => (await settingsOf(key)).drawsMemories).toBe(true);
  });

  it('speaks another language at once, and after it was opened anew', async ({ skip }) => {
    const { page } = await open(skip, { key: await userOf(lex, 'Cy') });
    await page.getByLabel('Language of this page').selectOption('Deutsch');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  });

  it('says what it is, and leads to GraphiQL where there is one', async ({ skip }) => {
    const { page } = await open(skip, { key: await userOf(lex, 'Di') });
    const about = page.getByRole('region', { name: 'About' });
    expect(await about.textContent()).toContain('LEX test');
    expect(await about.getByRole('link', { name: /GraphiQL/ }).getAttribute('href')).toBe('/graphql');
  });

  it('deletes everything once its words were typed, and leaves the receipt on the page to sign in', async ({
    skip,
  }) => {
    const key = await userOf(lex, 'Ed');
    await live(lex, key);
    const { page, expectProblems } = await open(skip, { key });
    // What the page asks before it has signed out is refused: the user is gone.
    expectProblems(/401/);
    await page.getByRole('button', { name: 'Delete everything' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete everything' });
    const button = dialog.getByRole('button', { name: 'Delete everything' });
    await dialog.getByLabel('The words').fill('delete everything');
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel('The words').fill('delete everything of mine');
    await button.click();
    await page.getByRole('heading', { name: 'Sign in to LEX' }).waitFor();
    const receipt = await page.getByRole('region', { name: 'Notes' }).textContent();
    expect(receipt).toMatch(/^Deleted: 1 conversation, 2 messages, \d+ memor(y|ies), \d+ jobs?, and 1 API key\.$/);
    expect((await lex.client.answer('{ viewer { id } }', {}, { authorization: `Bearer ${key}` })).errors).toHaveLength(
      1,
    );
  });

  it.for([
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)('can be used by everybody at $width px, $colorScheme', async (options, { skip }) => {
    const { page } = await open(skip, { key: await userOf(lex, 'Fay'), ...options });
    await page.getByRole('switch').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByRole('dialog').waitFor();
    await checkAccessibility(page);
  });
});
