import type { Locator, Page } from 'playwright-core';

/** Where a message is written. */
export const composerOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

/** Writes a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await composerOf(page).press('Enter');
}

/** The messages on the page, as the user sees them: what they wrote, and the replies. */
export const messagesOf = (page: Page): Locator => page.getByRole('log', { name: 'Chat' }).getByRole('article');

/** The replies on the page. */
export const repliesOf = (page: Page): Locator => page.getByRole('article', { name: 'LEX' });

/** The text of the newest reply, as far as it is written. */
export const newestReplyOf = (page: Page): Locator => repliesOf(page).last().locator('.markdown').last();

/** What the user has said, as the page has it, oldest first. */
export const saidOn = (page: Page): Promise<string[]> => page.locator('.message-user .bubble').allTextContents();
