import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../test/support/clients/find-browser.ts';
import { fillCharts } from './screenshots/fill-charts.ts';
import { playConversation } from './screenshots/play-conversation.ts';
import { serveLex } from './screenshots/serve-lex.ts';

// `npm run screenshots` takes the pictures in docs/screenshots of a server with a fresh directory, whose built-in model
// gives the same answers each time.

const FOLDER = 'docs/screenshots';
/** A picture that is part of a page is no larger, in bytes. */
const LARGEST = 120_000;
const SHOWN_WITHIN_MS = 30_000;

interface Picture {
  readonly name: string;
  /** The part of the address after the page. */
  readonly path: string;
  /** A text that is there once the page is. */
  readonly shows: string;
  /** Of the window, in pixels. */
  readonly width: number;
  readonly colorScheme?: 'light' | 'dark';
  /** What is done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('Chromium is not installed (Debian: chromium).');
const showCharts = async (page: Page) => {
  await fillCharts(lex.url);
  await page.getByRole('heading', { name: 'The last minutes' }).evaluate((heading) => heading.scrollIntoView());
};
const directory = await mkdtemp(join(tmpdir(), 'lex-screenshots-'));
const lex = await serveLex(directory);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
try {
  const conversationId = await playConversation(lex.url);
  const inChat = { path: `#/chat/${conversationId}`, shows: '3 * 48.50 + 12' };
  const pictures: readonly Picture[] = [
    { name: 'chat', ...inChat, width: 1280, prepare: (page) => page.getByText('1 memory used').last().click() },
    { name: 'memory-dark', path: '#/memory', shows: 'WX-4711', width: 1280, colorScheme: 'dark' },
    { name: 'status', path: '#/status', shows: 'Memory', width: 1280, prepare: showCharts },
    { name: 'chat-narrow', ...inChat, width: 390 },
  ];
  await mkdir(FOLDER, { recursive: true });
  for (const { name, path, shows, width, colorScheme = 'light', prepare } of pictures) {
    const context = await browser.newContext({ locale: 'en', viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
    await page.goto(`${lex.url}/${path}`);
    await page.locator('main').getByText(shows).first().waitFor();
    await prepare?.(page);
    const file = `${FOLDER}/${name}.jpg`;
    await page.screenshot({ path: file, type: 'jpeg', quality: 80, animations: 'disabled', caret: 'hide' });
    await context.close();
    const { size } = await stat(file);
    if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}.`);
    process.stdout.write(`${file}: ${size} bytes\n`);
  }
} finally {
  await browser.close();
  await lex.stop();
  await rm(directory, { recursive: true, force: true });
}
