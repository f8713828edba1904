import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  MemoriesDocument,
  MemoryDocument,
  RememberDocument,
  RememberManyDocument,
  ViewerSettingsDocument,
} from '../../src/generated/graphql.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { type ConsoleOptions, openConsole } from '../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

type Skip = (reason: string) => never;

let namespaces = 0;
/** Each test has a namespace to itself. */
const aNamespace = () => `test-${++namespaces}`;

async function openMemory(skip: Skip, namespace?: string, options: Partial<ConsoleOptions> = {}) {
  const opened = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/memory', ...options });
  opened.page.setDefaultTimeout(120_000);
  if (namespace !== undefined) {
    await opened.page.getByLabel('Namespace', { exact: true }).selectOption('Another…');
    const field = opened.page.getByLabel('Name of the namespace');
    await field.fill(namespace);
    await field.press('Enter');
  }
  return opened;
}

/** The memory on the page that says this. */
const memoryOf = (page: Page, content: string) => page.locator('article.memory', { hasText: content });
const keysIn = async (namespace: string) =>
  (await lex.client.run(MemoriesDocument, { namespace })).memories.edges.map(({ node }) => node.key);
const memoryAt = async (namespace: string, key: string) =>
  (await lex.client.run(MemoryDocument, { namespace, key })).memory;

describe('the page of memories', () => {
  it('lists them newest first, and reads on where the list ends', async ({ skip }) => {
    const namespace = aNamespace();
    const input = Array.from({ length: 130 }, (_, index) => ({ namespace, content: `Memory number ${index}.` }));
    await lex.client.run(RememberManyDocument, { input });
    const { page } = await openMemory(skip, namespace);
    await page.getByText('130 memories').waitFor();
    await expect.poll(() => page.locator('article.memory').first().textContent()).toContain('Memory number 129.');
    // Only what is in sight is drawn.
    expect(await page.locator('article.memory').count()).toBeLessThan(50);
    await expect
      .poll(async () => {
        await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
        return memoryOf(page, 'Memory number 0.').count();
      })
      .toBe(1);
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
  });

  it('lists by tag what has it, and says so when nothing is there', async ({ skip }) => {
    const namespace = aNamespace();
    const input = [
      { namespace, content: 'I drink green tea.', tags: ['drinks, hot'] },
      { namespace, content: 'I play chess.' },
    ];
    await lex.client.run(RememberManyDocument, { input });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'green tea').getByRole('button', { name: 'drinks, hot' }).click();
    await memoryOf(page, 'chess').waitFor({ state: 'detached' });
    expect(await memoryOf(page, 'green tea').count()).toBe(1);
    await page.getByRole('button', { name: 'With any tags' }).click();
    await memoryOf(page, 'chess').waitFor();
    await page.getByLabel('Only with the tag').fill('nothing');
    await page.getByLabel('Only with the tag').press('Enter');
    await page.getByText('No memory here has this tag.').waitFor();
  });

  it('recalls, says why, and explains the score in words', async ({ skip }) => {
    const namespace = aNamespace();
    const contents = ['The violin is in the attic.', 'Trains run late.', 'Bread is baked on Mondays.'];
    await lex.client.run(RememberManyDocument, { input: contents.map((content) => ({ namespace, content })) });
    const { page } = await openMemory(skip, namespace);
    await page.getByLabel('Search by recall').fill('where is the violin');
    await page.getByLabel('Search by recall').press('Enter');
    const found = page.getByRole('list', { name: 'What was recalled' }).locator('article.memory');
    await page.getByText('1 memory recalled').waitFor();
    expect(await found.textContent()).toMatch(/Score [\d.]+\s*because of “violin”/u);
    await found.getByRole('button', { name: 'Why?' }).press('Enter');
    await found.getByText(/It holds “violin”, which .* memories do: that adds [\d.]+\./u).waitFor();
    await found.getByText(/Its score is [\d.]+\./u).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await memoryOf(page, 'Trains run late.').waitFor();
  });

  it('adds a memory by keyboard alone', async ({ skip }) => {
    const namespace = aNamespace();
    const { page } = await openMemory(skip, namespace);
    await page.getByText('Nothing is remembered here yet.').waitFor();
    await page.getByRole('button', { name: 'Add a memory' }).press('Enter');
    const form = page.getByRole('dialog', { name: 'Add a memory' });
    await form.getByLabel('What is remembered').fill('My sister plays the violin.');
    const tag = form.getByRole('textbox', { name: 'Tags' });
    await tag.fill('family');
    await tag.press('Enter');
    // What was entered last counts too, without another key.
    await tag.fill('music, old');
    await form.getByLabel('Forget it by itself on').fill('2100-05-06T07:08');
    await form.getByLabel('Key').fill('sister');
    await form.getByLabel('Key').press('Enter');
    await memoryOf(page, 'My sister plays the violin.').waitFor();
    await page.getByText('1 memory', { exact: true }).waitFor();
    await page.locator('.page-actions button:focus').waitFor();
    const memory = await memoryAt(namespace, 'sister');
    expect(memory).toMatchObject({ content: 'My sister plays the violin.', tags: ['family', 'music, old'] });
    const local = await page.evaluate(() => new Date('2100-05-06T07:08').toISOString());
    expect(memory?.expiresAt).toBe(local);
  });

  it('has the namespaces in a menu, and a memory may begin a new one', async ({ skip }) => {
    const [one, other] = [aNamespace(), aNamespace()];
    await lex.client.run(RememberDocument, { input: { namespace: one, content: 'I play chess.' } });
    const { page } = await openMemory(skip);
    const menu = page.getByLabel('Namespace', { exact: true });
    await menu.locator('option', { hasText: one }).waitFor({ state: 'attached' });
    await menu.selectOption(one);
    await memoryOf(page, 'I play chess.').waitFor();
    await page.getByRole('button', { name: 'Add a memory' }).click();
    const form = page.getByRole('dialog', { name: 'Add a memory' });
    expect(await form.getByLabel('Namespace', { exact: true }).inputValue()).toBe(one);
    await form.getByLabel('What is remembered').fill('I play the violin.');
    await form.getByLabel('Namespace', { exact: true }).selectOption('Another…');
    expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await form.getByLabel('Name of the namespace').fill(other);
    await form.getByRole('button', { name: 'Save' }).click();
    await memoryOf(page, 'I play the violin.').waitFor();
    expect(await menu.inputValue()).toBe(other);
    expect(await menu.locator('option').allTextContents()).toEqual(expect.arrayContaining([one, other]));
  });

  it('edits what a memory says and takes its end away, and leaves alone what it doesn’t show', async ({ skip }) => {
    const namespace = aNamespace();
    const input = {
      namespace,
      key: 'sister',
      content: 'My sister plays the violin.',
      group: 'people',
      metadata: { by: { hand: true } },
      tags: ['family'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
    await lex.client.run(RememberDocument, { input });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'violin').getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit memory' });
    await form.getByLabel('What is remembered').fill('My sister plays the cello.');
    await form.getByRole('button', { name: 'Don’t forget it by itself' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await memoryOf(page, 'My sister plays the cello.').waitFor();
    expect(await memoryOf(page, 'violin').count()).toBe(0);
    expect(await lex.database.prisma.memory.findMany({ where: { namespace } })).toEqual([
      expect.objectContaining({
        content: 'My sister plays the cello.',
        group: 'people',
        metadata: { by: { hand: true } },
        tags: ['family'],
        expiresAt: null,
      }),
    ]);
  });

  it('shows why a memory could not be saved, and keeps what was entered', async ({ skip }) => {
    const { page } = await openMemory(skip, aNamespace());
    await page.getByRole('button', { name: 'Add a memory' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('What is remembered').fill('Too late already.');
    // A browser refuses an instant in the past by itself, but its clock may be behind.
    await form.getByLabel('Forget it by itself on').evaluate((field) => field.removeAttribute('min'));
    await form.getByLabel('Forget it by itself on').fill('2001-01-01T00:00');
    await form.locator('form').evaluate((it) => it.setAttribute('novalidate', ''));
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('alert').getByText('That can’t be taken as it is.').waitFor();
    expect(await form.getByLabel('What is remembered').inputValue()).toBe('Too late already.');
  });
});

describe('deleting a memory', () => {
  it('can be taken back', async ({ skip }) => {
    const namespace = aNamespace();
    await lex.client.run(RememberManyDocument, {
      input: ['tea', 'chess'].map((key) => ({ namespace, key, content: `About ${key}.` })),
    });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'About chess.').getByRole('button', { name: 'Delete' }).press('Enter');
    await memoryOf(page, 'About chess.').waitFor({ state: 'detached' });
    await page.getByText('1 memory', { exact: true }).waitFor();
    // Who goes through the list by keyboard goes on from there.
    const focused = page.locator('article.memory:focus-within');
    expect(await focused.textContent()).toContain('About tea.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await memoryOf(page, 'About chess.').waitFor();
    expect(await keysIn(namespace)).toEqual(['chess', 'tea']);
  });

  it('is done once the note of it is closed', async ({ skip }) => {
    const namespace = aNamespace();
    await lex.client.run(RememberDocument, { input: { namespace, key: 'tea', content: 'About tea.' } });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'About tea.').getByRole('button', { name: 'Delete' }).click();
    await page.locator('.toast').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => keysIn(namespace)).toEqual([]);
  });

  it('is done at once when the page is left', async ({ skip }) => {
    const namespace = aNamespace();
    await lex.client.run(RememberDocument, { input: { namespace, key: 'tea', content: 'About tea.' } });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'About tea.').getByRole('button', { name: 'Delete' }).click();
    // Another page of the console doesn't take it back, nor does it send it.
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await keysIn(namespace)).toEqual(['tea']);
    await page.goto('about:blank');
    await expect.poll(() => keysIn(namespace)).toEqual([]);
  });

  it('doesn’t take the memory that is added under its name right after', async ({ skip }) => {
    const namespace = aNamespace();
    await lex.client.run(RememberDocument, { input: { namespace, key: 'tea', content: 'About tea.' } });
    const { page } = await openMemory(skip, namespace);
    await memoryOf(page, 'About tea.').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Add a memory' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('What is remembered').fill('Tea once more.');
    await form.getByLabel('Key').fill('tea');
    await form.getByRole('button', { name: 'Save' }).click();
    await memoryOf(page, 'Tea once more.').waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Close' }).click();
    await page.reload();
    expect(await keysIn(namespace)).toEqual(['tea']);
  });
});

describe('what LEX remembers by itself', () => {
  it('leads to where it came from, tells what it said before, and can be kept', async ({ skip }) => {
    for (const message of ['I live in Graz.', 'I live in Linz.']) {
      await lex.client.run(ChatDocument, { input: { message, waitMs: 30_000 } });
      const city = message.slice(10, 14);
      await expect
        .poll(async () => (await lex.client.run(MemoriesDocument, {})).memories.edges[0]?.node.content)
        .toContain(city);
    }
    const { page } = await openMemory(skip);
    const memory = memoryOf(page, 'Linz');
    const address = await memory.getByRole('link').getAttribute('href');
    expect(address).toMatch(/^#\/chat\/.+/u);
    await memory.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('dialog', { name: 'Memory' });
    await details.getByText('What it said before').waitFor();
    await details.getByText('I live in Graz', { exact: false }).first().waitFor();
    const keep = details.getByRole('switch', { name: 'Keep' });
    expect(await keep.getAttribute('aria-checked')).toBe('false');
    await keep.press('Enter');
    await details.locator('[role=switch][aria-checked=true]').waitFor();
    await expect
      .poll(
        async () =>
          (await lex.database.prisma.memory.findMany({ where: { kept: true, content: { contains: 'Linz' } } })).length,
      )
      .toBe(1);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('#/memory');
  });

  it('is turned off and on by a switch', async ({ skip }) => {
    const { page } = await openMemory(skip);
    const draws = async () => (await lex.client.run(ViewerSettingsDocument, {})).viewer.drawsMemories;
    const turn = page.getByRole('switch', { name: 'LEX remembers by itself' });
    await turn.press('Enter');
    await expect.poll(draws).toBe(false);
    await page.reload();
    await page.locator('[role=switch][aria-checked=false]').waitFor();
    await turn.press(' ');
    await expect.poll(draws).toBe(true);
  });
});

describe('the page of memories for everybody', () => {
  it.for([
    { width: 390, colorScheme: 'light', language: 'en' },
    { width: 390, colorScheme: 'dark', language: 'de' },
  ] as const)('can be used at $width px, $colorScheme', async (options, { skip }) => {
    const namespace = 'default';
    await lex.client.run(RememberDocument, {
      input: { namespace, key: 'tea', content: 'أحب الشاي الأخضر', tags: ['شاي'], metadata: { a: 1 } },
    });
    const { page } = await openMemory(skip, undefined, options);
    const memory = memoryOf(page, 'أحب الشاي');
    await memory.waitFor();
    expect(await memory.locator('.memory-content').evaluate((it) => getComputedStyle(it).direction)).toBe('rtl');
    await checkAccessibility(page);
    await page.locator('input[type=search]').fill('الشاي');
    await page.locator('input[type=search]').press('Enter');
    await page.locator('.recall-why button').first().click();
    await page.locator('.recall-explanation').waitFor();
    await checkAccessibility(page);
    await memory.locator('.memory-buttons button').first().click();
    await page.locator('[role=dialog] dl').waitFor();
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await page.locator('.page-actions button').click();
    await page.locator('[role=dialog] textarea').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
