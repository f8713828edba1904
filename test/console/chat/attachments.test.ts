import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateConversationDocument } from '../../../src/generated/graphql.ts';
import { composerOf, newestReplyOf, saidOn, say } from '../../support/console/chat-page.ts';
import { checkAccessibility } from '../../support/console/check-accessibility.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

/** A pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/gpt-4o' }));
});
beforeEach(() => provider.answerWith({ kind: 'text', pieces: ['I see.'] }));

async function open(skip: (reason: string) => never) {
  const { createConversation } = await lex.client.run(CreateConversationDocument, { drawsMemories: false });
  const path = `#/chat/${encodeURIComponent(createConversation.id)}`;
  return openConsole({ browser: await consoleBrowser(skip), url: lex.url, path });
}

/** Pastes or drops an image of that name. */
const hand = (page: Page, type: 'paste' | 'drop', name: string) =>
  composerOf(page).evaluate(
    (area, given) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(given.base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], given.name, { type: 'image/png' }));
      const options = { bubbles: true, cancelable: true };
      const event =
        given.type === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data });
      area.dispatchEvent(event);
    },
    { type, name, base64: PNG },
  );

/** All that the model was asked so far: after a reply it may be asked for more, such as a title. */
const asked = () => JSON.stringify(provider.requests.map(({ body }) => body));

const choose = (page: Page, name: string, content: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: content });

const shown = (page: Page, name: string) => page.getByRole('img', { name });

describe('the files of a message', () => {
  it('are chosen, pasted and dropped, taken away by keyboard, sent and shown', async ({ skip }) => {
    const { page } = await open(skip);
    await choose(page, 'chosen.png', Buffer.from(PNG, 'base64'));
    await shown(page, 'chosen.png').waitFor();
    await hand(page, 'paste', 'pasted.png');
    await shown(page, 'pasted.png').waitFor();
    await hand(page, 'drop', 'dropped.png');
    await shown(page, 'dropped.png').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Remove pasted.png' }).press('Enter');
    await shown(page, 'pasted.png').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await shown(page, 'dropped.png').waitFor({ state: 'detached' });

    await say(page, 'What is it?');
    await newestReplyOf(page).getByText('I see.').waitFor();
    expect(asked()).toContain(`data:image/png;base64,${PNG}`);
    const image = page.getByRole('article', { name: 'You' }).getByRole('img', { name: 'chosen.png' });
    await expect.poll(() => image.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBe(1);
    await page.reload();
    await image.waitFor();
    await checkAccessibility(page);
  });

  it('say why they can’t be sent, and stay with an edited message', async ({ skip }) => {
    const { page, expectProblems } = await open(skip);
    expectProblems(/status of 400/u);
    await choose(page, 'drawing.svg', Buffer.from('<svg/>'));
    await page.getByRole('alert').getByText('SVG is a program').waitFor();
    await composerOf(page).fill('Look.');
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove drawing.svg' }).click();
    await choose(page, 'notes.txt', Buffer.from('one two three'));
    await page.getByRole('button', { name: 'Remove notes.txt' }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
    await composerOf(page).press('Enter');
    await newestReplyOf(page).getByText('I see.').waitFor();
    await page.getByRole('link', { name: 'notes.txt' }).waitFor();

    await page.getByRole('button', { name: 'Edit message' }).click();
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Look again.');
    await page.getByRole('button', { name: 'Send' }).first().click();
    await expect.poll(() => saidOn(page)).toEqual(['Look again.']);
    await page.getByRole('link', { name: 'notes.txt' }).waitFor();
    await expect.poll(asked).toMatch(/Look again\.[\s\S]*one two three/u);
  });
});
