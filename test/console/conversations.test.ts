import type { Browser, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  ConversationDocument,
  ConversationsDocument,
  CreateConversationDocument,
} from '../../src/generated/graphql.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import {
  CONSOLE_DEPLOYMENTS,
  type ConsoleDeployment,
  type ConsoleUser,
} from '../support/console/console-deployments.ts';
import { openConsole } from '../support/console/open-console.ts';

const rowsOf = (page: Page) => page.getByRole('navigation', { name: 'Conversations' }).locator('[data-conversation]');
const titlesOf = async (page: Page) =>
  (await rowsOf(page).locator('.conversation-title').allTextContents()).map((text) => text.trim());
const rowOf = (page: Page, title: string) => rowsOf(page).filter({ hasText: title });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent.trim() ?? '');

async function begin(user: ConsoleUser, ...titles: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) {
    ids.push((await user.run(CreateConversationDocument, { title })).createConversation.id);
  }
  return ids;
}

describe.each(CONSOLE_DEPLOYMENTS)('the list of conversations, with Lex $what', ({ start, missing }) => {
  let lex: ConsoleDeployment;
  let browser: Browser;
  let user: ConsoleUser;
  beforeAll(async () => {
    if (missing === undefined) lex = await start();
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    browser = await consoleBrowser(skip);
    user = await lex.makeUser();
  });
  const open = async (options: Partial<Parameters<typeof openConsole>[0]> = {}) =>
    openConsole({ browser, url: lex.urls[0], key: user.key, ...options });

  it('is the same on all devices of a user, and nobody else’s', async () => {
    const stranger = await lex.makeUser();
    const [{ page: one }, { page: other }, { page: strange }] = await Promise.all([
      open(),
      open({ url: lex.urls[1] }),
      open({ key: stranger.key }),
    ]);
    await Promise.all([one, other, strange].map((page) => page.getByText('There are no conversations yet.').waitFor()));

    const [first = ''] = await begin(user, 'First', 'Second');
    for (const page of [one, other]) await expect.poll(() => titlesOf(page)).toEqual(['Second', 'First']);
    await user.run(ChatDocument, { input: { conversationId: first, message: 'Remember that I like tea.' } });
    for (const page of [one, other]) {
      await expect.poll(() => titlesOf(page)).toEqual(['First', 'Second']);
      await rowOf(page, 'First').getByText('tea').waitFor();
    }

    await rowOf(one, 'Second').focus();
    await one.keyboard.press('F2');
    await one.getByRole('textbox', { name: 'Title' }).fill('ירושלים');
    await one.getByRole('button', { name: 'Save' }).click();
    await rowOf(other, 'ירושלים').waitFor();
    await expect.poll(() => focused(one)).toBe('ירושלים');
    const title = rowOf(one, 'ירושלים').locator('.conversation-title');
    expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');

    await other.getByRole('button', { name: 'More about “First”' }).click();
    await other.getByRole('menuitem', { name: 'Archive' }).click();
    for (const page of [one, other]) await expect.poll(() => titlesOf(page)).toEqual(['ירושלים']);
    await one.getByRole('button', { name: 'Show archived' }).click();
    await rowOf(one, 'First').waitFor();
    await one.getByRole('button', { name: 'More about “First”' }).click();
    await one.getByRole('menuitem', { name: 'Bring back' }).click();
    await one.getByText('Nothing is archived.').waitFor();
    await expect.poll(() => titlesOf(other)).toEqual(['First', 'ירושלים']);
    expect(await titlesOf(strange)).toEqual([]);
  });

  it('tells of a reply that nobody has looked at, until somebody does on any device', async () => {
    const [looked, other] = [(await open()).page, (await open({ url: lex.urls[1] })).page];
    const [id = ''] = await begin(user, 'Tea', 'Coffee');
    for (const page of [looked, other]) await rowOf(page, 'Tea').waitFor();
    await user.run(ChatDocument, { input: { conversationId: id, message: 'Remember that I like tea.' } });
    for (const page of [looked, other]) await rowOf(page, 'Tea').getByRole('img', { name: 'New reply' }).waitFor();
    await checkAccessibility(other);
    await rowOf(looked, 'Tea').click();
    for (const page of [looked, other]) {
      await rowOf(page, 'Tea').getByRole('img', { name: 'New reply' }).waitFor({ state: 'detached' });
    }
    // What ends while it is looked at is never new.
    await user.run(ChatDocument, { input: { conversationId: id, message: 'And coffee.', waitMs: 60_000 } });
    await expect
      .poll(async () => (await user.run(ConversationsDocument, { first: 5 })).conversations.edges[0]?.node.unread)
      .toBe(false);
    expect(await rowOf(other, 'Coffee').getByRole('img', { name: 'New reply' }).count()).toBe(0);
  });

  it('deletes what isn’t taken back, also when the page is left', async () => {
    const [kept = '', left = '', deleted = ''] = await begin(user, 'Kept', 'Left', 'Deleted');
    const isThere = async (id: string) => (await user.run(ConversationDocument, { id })).conversation !== null;
    const { page } = await open({ path: `#/chat/${deleted}` });
    const { page: other } = await open({ url: lex.urls[1], path: `#/chat/${deleted}` });
    await expect.poll(() => titlesOf(other)).toEqual(['Deleted', 'Left', 'Kept']);

    await rowOf(page, 'Kept').focus();
    await page.keyboard.press('Delete');
    await expect.poll(() => titlesOf(page)).toEqual(['Deleted', 'Left']);
    expect(await focused(page)).toBe('Left');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => titlesOf(page)).toEqual(['Deleted', 'Left', 'Kept']);

    await rowOf(page, 'Deleted').focus();
    await page.keyboard.press('Delete');
    await expect.poll(() => page.url()).toMatch(/#\/chat$/);
    expect(await isThere(deleted)).toBe(true);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => isThere(deleted)).toBe(false);
    await expect.poll(() => titlesOf(other)).toEqual(['Left', 'Kept']);
    await expect.poll(() => other.url()).toMatch(/#\/chat$/);

    await rowOf(page, 'Left').focus();
    await page.keyboard.press('Delete');
    await page.goto('about:blank');
    await expect.poll(() => isThere(left)).toBe(false);
    expect(await isThere(kept)).toBe(true);
  });

  it('finds what was said, shows the words, and opens the conversation where they stand', async () => {
    const [, garden = ''] = await begin(user, 'House', 'Garden');
    const say = (message: string, asFirst = false) =>
      user.run(ChatDocument, { input: { conversationId: garden, message, asFirst, waitMs: 20_000 } });
    await say('Remember that the gooseberries are ripe');
    // The newest branch is another one.
    await say('What is 3 times 4?', true);
    const { page } = await open();
    await rowOf(page, 'House').waitFor();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('gooseberry ripe');
    await expect.poll(() => titlesOf(page)).toEqual(['Garden']);
    const marks = rowOf(page, 'Garden').locator('mark');
    await expect.poll(() => marks.allTextContents()).toEqual(['gooseberries', 'ripe']);
    await checkAccessibility(page);
    await rowOf(page, 'Garden').click();
    await page.locator('[data-shown]', { hasText: 'gooseberries are ripe' }).waitFor();
    await page.getByRole('searchbox').fill('nothing of it');
    await page.getByText('No title and no message has these words.').waitFor();
  });

  it('is used by keyboard alone', async () => {
    const [, , c = ''] = await begin(user, 'A', 'B', 'C');
    const { page } = await open();
    await rowOf(page, 'C').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('b');
    await expect.poll(() => titlesOf(page)).toEqual(['B']);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Backspace');
    await expect.poll(() => titlesOf(page)).toEqual(['C', 'B', 'A']);

    // The button beside the search, then the list: its rows are one stop of the tab key.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('C');
    for (const [key, title] of [
      ['ArrowDown', 'B'],
      ['End', 'A'],
      ['ArrowDown', 'A'],
      ['Home', 'C'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => focused(page)).toBe(title);
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`#/chat/${c}`);
    expect(await rowOf(page, 'C').getAttribute('aria-current')).toBe('page');

    await rowOf(page, 'C').focus();
    await page.keyboard.press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('C');
    await page.keyboard.press('Shift+F10');
    // Keys are for the menu once it has the focus, and not before.
    const inMenu = () => page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null);
    await expect.poll(inMenu).toBe(true);
    for (const item of ['Rename', 'Archive']) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => focused(page)).toBe(item);
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => titlesOf(page)).toEqual(['B', 'A']);
    await expect.poll(() => focused(page)).toBe('B');
    await page.keyboard.press('Control+Shift+O');
    await expect.poll(() => page.url()).toMatch(/#\/chat$/);
  });

  it('draws no more rows than there is room for, of however many', async () => {
    const COUNT = 400;
    const titles = Array.from({ length: COUNT }, (_, index) => `Conversation ${index + 1}`);
    const [oldest = '', ...others] = titles;
    await begin(user, oldest);
    await Promise.all(
      Array.from({ length: 10 }, (_, part) => begin(user, ...others.filter((_, index) => index % 10 === part))),
    );
    const { page } = await open();
    await rowsOf(page).first().focus();
    const oldestRow = rowsOf(page).filter({ hasText: /^Conversation 1$/ });
    let most = 0;
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        most = Math.max(most, await rowsOf(page).count());
        return oldestRow.count();
      })
      .toBe(1);
    await page.keyboard.press('Home');
    await expect.poll(async () => (await rowsOf(page).first().getAttribute('tabindex')) === '0').toBe(true);
    most = Math.max(most, await rowsOf(page).count());
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThan(60);
  });

  it.each(['light', 'dark'] as const)('can be used by everybody, %s', async (colorScheme) => {
    await begin(user, 'A', 'B');
    const { page } = await open({ colorScheme });
    await rowOf(page, 'B').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'More about “A”' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    await checkAccessibility(page);
  });

  it('is in the drawer of a narrow page, in German too', async () => {
    await begin(user, 'A', 'B');
    const { page } = await open({ width: 390, language: 'de' });
    await page.getByRole('button', { name: 'Menü' }).click();
    await page.getByRole('button', { name: 'Mehr zu „A“' }).click();
    await page.getByRole('menuitem', { name: 'Umbenennen' }).click();
    await page.getByRole('textbox', { name: 'Titel' }).fill('Neu');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Neu', { exact: true }).waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('link', { name: 'B', exact: true }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });
});
