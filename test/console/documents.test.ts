import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { madePdf } from '../support/documents/made-pdf.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});
const open = async (skip: (reason: string) => never, path = '#/documents') =>
  openConsole({ browser: await consoleBrowser(skip), url: lex.url, path });

const rowOf = (page: Page, name: string) => page.getByRole('article', { name });
const pdf = (text: string) => madePdf([{}, { lines: [text] }]);
const send = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel('Documents to add').setInputFiles({ name, mimeType: 'application/pdf', buffer });

it('documents are added, followed, cited in answers, and deleted', async ({ skip }) => {
  const { page } = await open(skip);
  await page.getByText('LEX has read no documents yet.').waitFor();
  await send(page, 'lock.pdf', pdf('The lock of the Kestrel is opened by the brass key.'));
  await rowOf(page, 'lock.pdf').getByText('PDF', { exact: true }).waitFor();
  await send(page, 'scan.pdf', madePdf([{}]));
  await rowOf(page, 'scan.pdf')
    .getByText(/it was scanned/)
    .waitFor();
  await checkAccessibility(page);

  await page.goto(`${lex.url}/#/chat`);
  await page.getByRole('textbox', { name: 'Message' }).fill('What opens the lock of the Kestrel?');
  await page.keyboard.press('Enter');
  await page.getByText('1 source').click();
  const source = page.getByRole('listitem').filter({ hasText: 'lock.pdf, page 2' });
  await source.getByText('The lock of the Kestrel is opened by the brass key.').waitFor();

  await page.goto(`${lex.url}/#/documents`);
  await page.getByRole('button', { name: 'Delete “lock.pdf”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => rowOf(page, 'lock.pdf').count()).toBe(0);
});

it('a file that isn’t taken says why', async ({ skip }) => {
  const { page, expectProblems } = await open(skip);
  expectProblems(/400|Failed to load/);
  await send(page, 'nothing.pdf', Buffer.alloc(0));
  await page.getByText(/not taken: .*bytes takes/).waitFor();
});
