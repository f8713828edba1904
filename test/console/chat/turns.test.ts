import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateConversationDocument } from '../../../src/generated/graphql.ts';
import { composerOf, newestReplyOf, repliesOf, saidOn, say } from '../../support/console/chat-page.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});
beforeEach(() => {
  provider.releaseAll();
  provider.answerWith({ kind: 'text', pieces: ['An ', 'answer.'] });
});

async function open(skip: (reason: string) => never, options: object = {}) {
  const { createConversation } = await lex.client.run(CreateConversationDocument, {});
  const path = `#/chat/${encodeURIComponent(createConversation.id)}`;
  return openConsole({ browser: await consoleBrowser(skip), url: lex.url, path, ...options });
}

/** Answers with a number that grows. */
const count = () => {
  let times = 0;
  provider.answerWith({ kind: 'by', answer: () => ({ kind: 'text', pieces: ['Answer ', `${++times}.`] }) });
};
const answers = (page: Page) => repliesOf(page).locator('.markdown').allTextContents();
const whenAnswered = (page: Page, texts: readonly string[]) => expect.poll(() => answers(page)).toEqual(texts);
const inMessage = (page: Page, text: string, name: string) =>
  page.getByRole('article').filter({ hasText: text }).getByRole('button', { name });

describe('the turns of a conversation', () => {
  it('a message waits for the reply before it, and is edited while it waits', async ({ skip }) => {
    const { page } = await open(skip);
    provider.hold();
    await say(page, 'First.');
    await repliesOf(page).first().waitFor();
    await say(page, 'Second.');
    await page.getByText('Waits for the reply before it').waitFor();
    await inMessage(page, 'Second.', 'Edit message').click();
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Second, put right.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => saidOn(page)).toEqual(['First.', 'Second, put right.']);
    const calls = provider.requests.length;
    provider.releaseAll();
    await whenAnswered(page, ['An answer.', 'An answer.']);
    expect(JSON.stringify(provider.requests.slice(calls))).toContain('Second, put right.');
    expect(JSON.stringify(provider.requests)).not.toContain('Second.');
  });

  it('what is being written is stopped, not what waits for it', async ({ skip }) => {
    const { page } = await open(skip);
    provider.hold();
    await say(page, 'First.');
    provider.release(1);
    await newestReplyOf(page).getByText('An').waitFor();
    await say(page, 'Second.');
    await page.getByText('Waits for the reply before it').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await repliesOf(page).first().getByText('Stopped').waitFor();
    provider.releaseAll();
    await expect.poll(async () => (await answers(page)).at(-1)).toBe('An answer.');
    expect(await repliesOf(page).first().locator('.markdown').textContent()).toBe('An ');
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  });

  it('a reply that is written again is another version, and both are there to go through', async ({ skip }) => {
    const { page } = await open(skip);
    count();
    await say(page, 'Say something.');
    await whenAnswered(page, ['Answer 1.']);
    await page.getByRole('button', { name: 'Write it again' }).click();
    await whenAnswered(page, ['Answer 2.']);
    await page.getByRole('button', { name: 'Version before' }).click();
    await whenAnswered(page, ['Answer 1.']);
    await page.getByText('Version 1 of 2').waitFor();
    await page.getByRole('button', { name: 'Next version' }).click();
    await whenAnswered(page, ['Answer 2.']);
  });

  it('a message that is edited begins a branch, the first one too, and the newest is shown again', async ({ skip }) => {
    const { page } = await open(skip);
    count();
    await say(page, 'Alpha.');
    await whenAnswered(page, ['Answer 1.']);
    await say(page, 'Beta.');
    await whenAnswered(page, ['Answer 1.', 'Answer 2.']);
    const edit = async (from: string, to: string) => {
      await inMessage(page, from, 'Edit message').click();
      await page.getByRole('textbox', { name: 'Edit message' }).fill(to);
      await page.locator('.edit-form').getByRole('button', { name: 'Send' }).click();
    };
    await edit('Beta.', 'Gamma.');
    await whenAnswered(page, ['Answer 1.', 'Answer 3.']);
    expect(await saidOn(page)).toEqual(['Alpha.', 'Gamma.']);
    await edit('Alpha.', 'Delta.');
    await whenAnswered(page, ['Answer 4.']);
    expect(await saidOn(page)).toEqual(['Delta.']);
    await inMessage(page, 'Delta.', 'Version before').click();
    await expect.poll(() => saidOn(page)).toEqual(['Alpha.', 'Gamma.']);
    await inMessage(page, 'Gamma.', 'Version before').click();
    await expect.poll(() => saidOn(page)).toEqual(['Alpha.', 'Beta.']);
    await whenAnswered(page, ['Answer 1.', 'Answer 2.']);
    await page.reload();
    await whenAnswered(page, ['Answer 4.']);
    expect(await saidOn(page)).toEqual(['Delta.']);
    await page.getByText('Version 2 of 2').first().waitFor();
  });

  it('thoughts are shown while they are thought, and folded afterwards', async ({ skip }) => {
    const { page } = await open(skip);
    provider.answerWith({ kind: 'text', thoughts: ['Two ', 'and two.'], pieces: ['Four.'] });
    provider.hold();
    await say(page, 'Two and two?');
    provider.release(2);
    const thoughts = repliesOf(page).locator('details');
    await thoughts.getByText('Two and two.').waitFor();
    expect(await thoughts.locator('summary').textContent()).toBe('Thinking…');
    provider.releaseAll();
    await newestReplyOf(page).getByText('Four.').waitFor();
    await thoughts.getByText('Thoughts').waitFor();
    await thoughts.getByText('Two and two.').waitFor({ state: 'hidden' });
    await thoughts.getByText('Thoughts').click();
    await thoughts.getByText('Two and two.').waitFor();
  });
});

describe('what is being written', () => {
  it('is not sent by the Enter that chooses a character', async ({ skip }) => {
    const { page, context } = await open(skip);
    await composerOf(page).focus();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await page.keyboard.press('Enter');
    await devtools.send('Input.insertText', { text: '日本' });
    expect(await saidOn(page)).toEqual([]);
    expect(await composerOf(page).inputValue()).toContain('日本');
    await page.keyboard.press('Enter');
    await expect.poll(() => saidOn(page)).toEqual([expect.stringContaining('日本')]);
  });

  it('is there after a look at other pages, in the conversation it was written in', async ({ skip }) => {
    const { page } = await open(skip);
    const here = page.url();
    await composerOf(page).fill('Half a thou');
    await page.getByRole('link', { name: 'Jobs' }).click();
    await composerOf(page).waitFor({ state: 'detached' });
    await page.evaluate(() => history.back());
    await expect.poll(() => composerOf(page).inputValue()).toBe('Half a thou');
    await page.evaluate(() => {
      location.hash = '#/chat';
    });
    await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
    expect(await composerOf(page).inputValue()).toBe('');
    await composerOf(page).fill('Something new');
    await page.goto(here);
    await page.reload();
    await expect.poll(() => composerOf(page).inputValue()).toBe('Half a thou');
    await composerOf(page).press('Enter');
    await expect.poll(() => saidOn(page)).toEqual(['Half a thou']);
    await page.reload();
    await page.getByText('Half a thou').first().waitFor();
    expect(await composerOf(page).inputValue()).toBe('');
  });
});
