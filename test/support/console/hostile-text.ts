import { expect } from 'vitest';
import type { TestServer } from '../lex/start-server.ts';
import { composerOf, repliesOf } from './chat-page.ts';
import { consoleBrowser } from './console-browser.ts';
import { openConsole } from './open-console.ts';
import { storedConversation } from './stored-conversation.ts';

/** More elements than that make a page slow to lay out. */
const MOST_ELEMENTS = 15_000;

/** So many texts, one after the other. */
export const times = (count: number, text: (place: number) => string, between = '') =>
  Array.from({ length: count }, (_, place) => text(place)).join(between);

/** Expects that a page shows what a model wrote as text, that it runs and asks nothing, and that it can be used on. */
export async function isShownAsText(lex: TestServer, text: string, skip: (note: string) => never): Promise<void> {
  const path = await storedConversation(lex, ['Go.', text, 'Then?', 'The end.']);
  const opened = await openConsole({ browser: await consoleBrowser(skip), url: lex.url });
  const { page } = opened;
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await repliesOf(page).getByText('The end.').waitFor();
  // The text is drawn wherever it is looked at.
  await page.getByRole('log', { name: 'Chat' }).evaluate((log) => log.scrollTo(0, 0));
  await expect.poll(() => repliesOf(page).first().locator('.markdown').count()).toBe(1);
  expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
  const shown = repliesOf(page).first().locator('.markdown');
  expect(
    await shown.locator('script, img, iframe, style, form, object, embed, link, [onload], [onerror]').count(),
  ).toBe(0);
  const addresses = await shown.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
  expect(addresses.filter((address) => !/^(?:https?|mailto):/u.test(address))).toEqual([]);
  await composerOf(page).click();
  await composerOf(page).fill('Still here');
  expect(await composerOf(page).inputValue()).toBe('Still here');
  expect(await page.title()).toBe('Stored · LEX');
  expect(requested.filter((url) => !url.startsWith(lex.url) && !url.startsWith('ws'))).toEqual([]);
}
