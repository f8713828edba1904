import { beforeAll, describe, expect, it } from 'vitest';
import { RememberDocument } from '../../../src/generated/graphql.ts';
import { newestReplyOf, repliesOf, saidOn, say } from '../../support/console/chat-page.ts';
import { checkAccessibility } from '../../support/console/check-accessibility.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { storedConversation } from '../../support/console/stored-conversation.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

const MARKDOWN = [
  '# A heading',
  'Text with **bold**, *italic*, `code` and a [link](https://example.com/).',
  '- [ ] one\n- [x] two',
  '> A quote.',
  '| a | b |\n|---|:-:|\n| 1 | 2 |',
  '```js\nlet a = 1; // one\n```',
].join('\n\n');

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
  await lex.client.run(RememberDocument, { input: { key: 'sister', content: 'my sister lives in Oslo' } });
});

describe('a chat for everybody', () => {
  it.for([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)('can be used at $width px, $colorScheme', async (options, { skip }) => {
    const path = await storedConversation(lex, ['Show me.', MARKDOWN]);
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path, ...options });
    await repliesOf(page).locator('table').waitFor();
    await say(page, 'Where does my sister live?');
    await newestReplyOf(page).getByText('Oslo').waitFor();
    await page.locator('.hljs-keyword, .code-block').first().waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: /memor(?:y|ies) used/u }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Model: /u }).click();
    await page.getByRole('menu').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('is used by the keys alone', async ({ skip }) => {
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/chat' });
    await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    /** Goes on by one of the keys until something of that name has the focus. */
    const moveTo = async (name: RegExp, key = 'Tab') => {
      for (let steps = 0; steps < 60; steps++) {
        if (name.test(await focused())) return;
        await page.keyboard.press(key);
      }
      throw new Error(`Nothing called ${name} is reached by ${key}.`);
    };
    // Who comes to write can write.
    await expect.poll(focused).toBe('Message');
    await page.keyboard.type('Where does my sister live?');
    await page.keyboard.press('Enter');
    await newestReplyOf(page).getByText('Oslo').waitFor();
    expect(await focused()).toBe('Message');
    await moveTo(/memory used/u, 'Shift+Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await moveTo(/^Correct$/u);
    await page.keyboard.press('Enter');
    await moveTo(/^$|What is right/u);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/memory used/u);
    await moveTo(/^Write it again$/u, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Version 2 of 2').waitFor();
    await moveTo(/^Version before$/u, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Version 1 of 2').waitFor();
    await moveTo(/^Model: /u, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/^Model: /u);
    expect(await saidOn(page)).toEqual(['Where does my sister live?']);
  });
});
