import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { repliesOf } from '../../support/console/chat-page.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { storedConversation } from '../../support/console/stored-conversation.ts';
import { onBothDeployments } from '../../support/lex/both-deployments.ts';
import type { TestServer } from '../../support/lex/start-server.ts';

const log = (page: Page) => page.getByRole('log', { name: 'Chat' });
const messageNumber = (page: Page, place: number) =>
  page.getByRole('article').getByText(new RegExp(`^Message ${place}\\.`, 'u'));
const drawn = (page: Page) => page.locator('main *').count();

/**
 * The first message that begins in sight, and how far below the top of the log: once all that are drawn have been
 * measured, which moves them. The log itself moves when the page tells above it that the server can't be reached.
 */
async function placeOfFirst(page: Page): Promise<{ readonly text: string; readonly top: number }> {
  const place = await log(page).evaluateHandle(
    (it) =>
      new Promise<{ text: string; top: number }>((resolve) => {
        const look = (): void => {
          const all = [...it.querySelectorAll('article')];
          const top = it.getBoundingClientRect().top;
          const first = all.find((one) => one.getBoundingClientRect().top >= top);
          const isMeasured = all.every((one) => getComputedStyle(one).visibility === 'visible');
          if (!first || !isMeasured) return void requestAnimationFrame(look);
          resolve({ text: first.textContent, top: first.getBoundingClientRect().top - top });
        };
        requestAnimationFrame(look);
      }),
  );
  return place.jsonValue();
}

onBothDeployments('a conversation of 1,000 messages', (start) => {
  let lex: TestServer;
  let path: string;
  beforeAll(async () => {
    [lex] = await start();
    const texts = Array.from({ length: 1_000 }, (_, place) => `Message ${place}. ${'It goes on. '.repeat(place % 17)}`);
    path = await storedConversation(lex, texts);
  });

  it('opens at the newest, is read back to the oldest with a bounded page, and returns to the newest', async ({
    skip,
  }) => {
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path });
    await messageNumber(page, 999).waitFor();
    expect(await log(page).evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)).toBeLessThan(60);
    let most = 0;
    await expect
      .poll(async () => {
        await log(page).evaluate((it) => it.scrollTo(0, 0));
        most = Math.max(most, await drawn(page));
        return messageNumber(page, 0).count();
      })
      .toBe(1);
    expect(most).toBeLessThan(2_000);
    await page.getByRole('button', { name: 'To the newest message' }).click();
    await messageNumber(page, 999).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'To the newest message' }).count()).toBe(0);
  });

  it('what is being read stays in its place when older messages come in', async ({ skip }) => {
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path });
    await messageNumber(page, 999).waitFor();
    const height = () => log(page).evaluate((it) => it.scrollHeight);
    const before = await height();
    // Older ones are held back until the place has been measured.
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('"before":"')) await held;
      await route.continue();
    });
    const asked = page.waitForRequest((request) => request.postData()?.includes('"before":"') ?? false);
    await log(page).evaluate((it) => it.scrollTo(0, 300));
    await asked;
    const read = await placeOfFirst(page);
    letGo();
    await expect.poll(height).toBeGreaterThan(before + 1_000);
    const topNow = () =>
      log(page).evaluate((it, text) => {
        const same = [...it.querySelectorAll('article')].find((one) => one.textContent === text);
        return same && same.getBoundingClientRect().top - it.getBoundingClientRect().top;
      }, read.text);
    await expect.poll(async () => Math.abs(((await topNow()) ?? 1e6) - read.top)).toBeLessThan(4);
    expect(await repliesOf(page).count()).toBeGreaterThan(0);
  });
});
