import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, bearer, idOf, live, userOf } from '../accounts/deletion/users.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_DAILY_TOKENS_PER_USER: '5000' });
});
const open = async (skip: (reason: string) => never, options: object = {}) =>
  openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/admin', key: ADMIN_KEY, ...options });

const rowOf = (page: Page, name: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });
async function choose(page: Page, name: string, action: string) {
  await page.getByRole('button', { name: `More about ${name}` }).press('Enter');
  await page.getByRole('menuitem', { name: action }).press('Enter');
}

describe('the page for administrators', () => {
  it('lists users with how much they have, page by page, and finds them by name', async ({ skip }) => {
    await live(lex, await userOf(lex, 'Zoë'));
    for (let index = 0; index < 30; index++) await userOf(lex, `Crowd ${index}`);
    const { page } = await open(skip);
    await rowOf(page, 'Crowd 29').waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await rowOf(page, 'Crowd 0').waitFor();
    expect(await rowOf(page, 'Crowd 29').count()).toBe(1);
    await page.getByLabel('Search names').fill('zoe');
    await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBe(1);
    expect(await rowOf(page, 'Zoë').textContent()).toMatch(/Conversations1Messages2Memories\d/);
    await expect.poll(() => page.getByRole('main').getByRole('status').textContent()).toBe('1 user');
    await page.getByLabel('Search names').fill('nobody of that name');
    await page.getByText('No user has such a name.').waitFor();
  });

  it('sets a user’s budget, and takes it away', async ({ skip }) => {
    const key = await userOf(lex, 'Mia');
    const limit = async () =>
      (await ask<{ usage: { today: { limit: number } } }>(lex, key, '{ usage { today { limit } } }')).usage.today.limit;
    const { page } = await open(skip);
    const give = async (tokens: string) => {
      await choose(page, 'Mia', 'Set the budget');
      await page.getByLabel('Tokens a day').fill(tokens);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await give('7000');
    await expect.poll(() => rowOf(page, 'Mia').textContent()).toContain('Allowed a day7,000');
    expect(await limit()).toBe(7_000);
    await give('');
    await expect.poll(() => rowOf(page, 'Mia').textContent()).toContain('Allowed a dayas the server allows');
    expect(await limit()).toBe(5_000);
  });

  it('deletes a user after asking, and tells what is gone', async ({ skip }) => {
    const key = await userOf(lex, 'Noa');
    await live(lex, key);
    const { page } = await open(skip);
    await choose(page, 'Noa', 'Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete Noa?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await rowOf(page, 'Noa').count()).toBe(1);
    await choose(page, 'Noa', 'Delete');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Noa is gone. Deleted: 1 conversation, 2 messages').waitFor();
    await expect.poll(() => rowOf(page, 'Noa').count()).toBe(0);
    expect((await lex.client.answer('{ viewer { id } }', {}, bearer(key))).errors).toHaveLength(1);
  });

  it('disconnects a user after asking', async ({ skip }) => {
    await userOf(lex, 'Oz');
    const { page } = await open(skip);
    await choose(page, 'Oz', 'Disconnect');
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Oz is disconnected.').waitFor();
  });

  it('offers nobody to delete themselves here', async ({ skip }) => {
    const { page } = await open(skip);
    await page.getByLabel('Search names').fill('admin');
    await page.getByText('This is you.').waitFor();
    await page.getByRole('button', { name: 'More about admin' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Disconnect' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
  });

  it('tells in words what was done, by whom and to whom', async ({ skip }) => {
    await userOf(lex, 'Pia');
    const { page } = await open(skip);
    await page.getByRole('link', { name: 'Audit log' }).click();
    const made = page.getByRole('listitem').filter({ hasText: 'User made: Pia' });
    await expect.poll(() => made.textContent()).toContain('Role: USER');
    expect(await made.textContent()).toContain('on the machine');
  });

  it('lists jobs that failed with why, whosoever they are, runs one again, and tells how the upkeep goes', async ({
    skip,
  }) => {
    const ownerId = await idOf(lex, await userOf(lex, 'Sam'));
    const failed = {
      kind: 'CHECK_MEMORY',
      state: 'FAILED',
      failure: 'PROCESSES_DIED',
      input: {},
      attempts: 3,
    } as const;
    const error = 'It was begun 3 times, and each time the process that ran it ended before the work did.';
    await lex.database.prisma.job.create({ data: { ...failed, id: randomUUID(), ownerId, error, cause: 'TypeError' } });
    const { page } = await open(skip);
    const parts = page.getByRole('navigation', { name: 'Parts of this page' });
    await parts.getByRole('link', { name: 'Jobs' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'UserSam' });
    await expect.poll(() => row.textContent()).toContain('the job itself may be what ends processes');
    expect(await row.textContent()).toContain('ThrownTypeError');
    const upkeep = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Lost jobs' }) });
    await expect.poll(() => upkeep.textContent()).toContain('Next run');
    await row.getByRole('button', { name: 'Run again: Check the index of memories, Sam' }).click();
    await page.getByText('It runs again: Check the index of memories, Sam.').waitFor();
    await expect.poll(() => row.count()).toBe(0);
    await page.getByLabel('State').selectOption('Done');
    await row.waitFor();
    await expect.poll(() => lex.database.prisma.job.count({ where: { ownerId, state: 'COMPLETED' } })).toBe(1);
  });

  it.for([
    { width: 1280, colorScheme: 'light', path: '#/admin' },
    { width: 390, colorScheme: 'dark', path: '#/admin/jobs' },
    { width: 390, colorScheme: 'dark', path: '#/admin' },
    { width: 390, colorScheme: 'light', path: '#/admin/log' },
  ] as const)('can be used by everybody at $width px, $colorScheme, $path', async (options, { skip }) => {
    await userOf(lex, 'Quin');
    const { page } = await open(skip, options);
    await page.getByRole('main').getByRole('listitem').first().waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('is a sentence for everybody else', async ({ skip }) => {
    const { page } = await open(skip, { key: await userOf(lex, 'Rae') });
    await page.getByText('This page is for administrators.').waitFor();
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(0);
  });
});
