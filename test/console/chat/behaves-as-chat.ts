import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationDocument, SummarizeConversationDocument } from '../../../src/generated/graphql.ts';
import type { ChatDeployment } from '../../support/console/chat-deployment.ts';
import { composerOf, messagesOf, newestReplyOf, repliesOf, saidOn, say } from '../../support/console/chat-page.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { type ConsoleOptions, openConsole } from '../../support/console/open-console.ts';

const PIECES = Array.from({ length: 40 }, (_, index) => (index === 0 ? 'word0' : ` word${index}`));
const TEXT = PIECES.join('');
const GONE = 'This conversation was deleted.';
/** What a browser says of a server that isn't there. */
const LOST = /WebSocket connection to|Failed to load resource|ERR_/u;

/**
 * What a conversation in the console holds through losses, whatever Lex runs on.
 *
 * @param missing why it can't be tested here, if it can't
 */
export function behavesAsChat(what: string, start: () => Promise<ChatDeployment>, missing?: string): void {
  describe(what, () => {
    let chat: ChatDeployment;
    let key: string;
    beforeAll(async () => {
      if (missing !== undefined) return;
      chat = await start();
      key = await chat.keyOf('mia');
    });
    beforeEach(({ skip }) => {
      skip(missing !== undefined, missing);
      chat.provider.releaseAll();
      chat.provider.answerWith({ kind: 'text', pieces: PIECES });
    });

    async function open(skip: (reason: string) => never, options: Partial<ConsoleOptions> = {}) {
      const id = await chat.conversationOf(key);
      const path = `#/chat/${encodeURIComponent(id)}`;
      const opened = await openConsole({ browser: await consoleBrowser(skip), url: chat.url, key, path, ...options });
      return { ...opened, id, path };
    }

    /** A conversation on a page, whose reply is written as far as the piece of that number. */
    async function openHalf(skip: (reason: string) => never) {
      const opened = await open(skip);
      chat.provider.hold();
      await say(opened.page, 'Count.');
      chat.provider.release(10);
      await newestReplyOf(opened.page).getByText('word9').waitFor();
      return opened;
    }

    /** What the server holds of a conversation: role and text of each message. */
    async function kept(id: string): Promise<string[]> {
      const { conversation } = await chat.run(key, ConversationDocument, { id, last: 50 });
      return (conversation?.messages.edges ?? []).map(({ node }) => `${node.role}: ${node.content}`);
    }

    /** Waits until the page shows the whole reply, once, and holds it against what is kept. */
    async function expectWhole(page: Page, id: string): Promise<void> {
      await expect.poll(() => newestReplyOf(page).textContent()).toBe(TEXT);
      await expect.poll(() => kept(id)).toEqual(['USER: Count.', `ASSISTANT: ${TEXT}`]);
      expect(await messagesOf(page).count()).toBe(2);
    }

    it('a conversation is answered from memory, which says why, and is corrected, kept and forgotten', async ({
      skip,
    }) => {
      const { page } = await open(skip, { path: '' });
      await say(page, 'Remember that my sister lives in Oslo.');
      await newestReplyOf(page).getByText("I'll remember").waitFor();
      // What the reply itself remembered is said beside the message without a reload.
      await page.getByRole('button', { name: '1 memory made' }).waitFor();
      await say(page, 'Where does my sister live?');
      await repliesOf(page).getByText('Oslo').last().waitFor();
      await page.getByRole('button', { name: '1 memory used' }).click();
      const dialog = page.getByRole('dialog', { name: '1 memory used' });
      await dialog.getByText(/^because of: ./u).waitFor();
      await dialog.getByRole('button', { name: 'Correct' }).click();
      await dialog.getByLabel('What is right').fill('my sister lives in Bergen');
      // The page shows it before the server has it, and the question must not overtake it.
      const saved = page.waitForResponse((answer) => answer.request().postData()?.includes('in Bergen') ?? false);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('my sister lives in Bergen').waitFor();
      await saved;
      const keep = dialog.getByRole('switch', { name: /^Keep it/u });
      await keep.click();
      await dialog.locator('[role=switch][aria-checked=true]').waitFor();
      await page.keyboard.press('Escape');
      await say(page, 'Where does my sister live?');
      await repliesOf(page).nth(2).getByText('Bergen').first().waitFor();
      expect(await repliesOf(page).nth(2).locator('.markdown').textContent()).not.toContain('Oslo');
      await repliesOf(page).nth(2).getByRole('button', { name: '1 memory used' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
      await page.getByText('LEX has forgotten that.').waitFor();
      await page.keyboard.press('Escape');
      await say(page, 'Where does my sister live?');
      await repliesOf(page).nth(3).locator('.message-actions').waitFor();
      expect(await repliesOf(page).nth(3).textContent()).not.toContain('Bergen');
    });

    it('a job is followed to its end, and what came of it is there', async ({ skip }) => {
      const { page, id } = await open(skip);
      await say(page, 'Count.');
      await expectWhole(page, id);
      chat.provider.hold();
      const { summarizeConversation } = await chat.run(key, SummarizeConversationDocument, { conversationId: id });
      await page.goto(`${chat.url}/#/jobs/${encodeURIComponent(summarizeConversation.id)}`);
      const state = page.locator('main').getByRole('status');
      await state.getByText('Running').waitFor();
      chat.provider.releaseAll();
      await state.getByText('Done').waitFor();
      await page.locator('.job-summary', { hasText: TEXT }).waitFor();
    });

    it('a reply goes on after a reload in its middle, without a repeat or a gap', async ({ skip }) => {
      const { page, id } = await openHalf(skip);
      await page.reload();
      await newestReplyOf(page).getByText('word9').waitFor();
      chat.provider.release(10);
      await newestReplyOf(page).getByText('word19').waitFor();
      expect(await newestReplyOf(page).textContent()).toBe(PIECES.slice(0, 20).join(''));
      chat.provider.releaseAll();
      await expectWhole(page, id);
    });

    it('two tabs are in step, and another user sees nothing', async ({ skip }) => {
      const first = await open(skip);
      const { page, path } = first;
      const { page: other } = await openConsole({
        browser: await consoleBrowser(skip),
        url: chat.url,
        path,
        besides: first,
      });
      const { page: stranger } = await openConsole({
        browser: await consoleBrowser(skip),
        url: chat.url,
        path,
        key: await chat.keyOf('ole'),
      });
      await stranger.getByText(GONE).waitFor();
      await composerOf(other).waitFor();
      chat.provider.hold();
      await say(page, 'Count.');
      chat.provider.release(5);
      await newestReplyOf(other).getByText('word4').waitFor();
      await say(other, 'And again.');
      await expect.poll(() => saidOn(page)).toEqual(['Count.', 'And again.']);
      chat.provider.releaseAll();
      for (const each of [page, other]) {
        await expect.poll(() => repliesOf(each).locator('.markdown').allTextContents()).toEqual([TEXT, TEXT]);
        expect(await saidOn(each)).toEqual(['Count.', 'And again.']);
      }
      expect(await stranger.locator('body').textContent()).not.toMatch(/Count|And again|word\d/u);
    });

    it('a cut network is told of, and what was written meanwhile is sent once, by itself', async ({ skip }) => {
      const { page, id, expectProblems } = await openHalf(skip);
      expectProblems(LOST);
      chat.proxy.cut();
      chat.provider.release(10);
      await say(page, 'Written meanwhile.');
      await page.getByText('The server can’t be reached. Trying again…').waitFor();
      expect(await saidOn(page)).toEqual(['Count.', 'Written meanwhile.']);
      chat.proxy.heal();
      await repliesOf(page).first().getByText('word19').waitFor();
      chat.provider.releaseAll();
      await expect
        .poll(() => kept(id))
        .toEqual(['USER: Count.', `ASSISTANT: ${TEXT}`, 'USER: Written meanwhile.', `ASSISTANT: ${TEXT}`]);
      await expect.poll(() => repliesOf(page).locator('.markdown').allTextContents()).toEqual([TEXT, TEXT]);
      expect(await saidOn(page)).toEqual(['Count.', 'Written meanwhile.']);
      await expect.poll(() => page.getByText('The server can’t be reached').count()).toBe(0);
    });

    it.for(['SIGKILL', 'SIGTERM'] as const)('a reply is whole after a %s in its middle', async (signal, { skip }) => {
      const { page, id, expectProblems } = await openHalf(skip);
      expectProblems(LOST);
      await chat.end(signal);
      await chat.startAgain();
      chat.provider.releaseAll();
      await expectWhole(page, id);
      // The page goes on as before.
      await say(page, 'Go on.');
      await expect.poll(() => repliesOf(page).count()).toBe(2);
      await expect.poll(() => newestReplyOf(page).textContent()).toBe(TEXT);
    });
  });
}
