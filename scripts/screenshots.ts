import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../test/support/clients/find-browser.ts';
import { playConversation } from './screenshots/play-conversation.ts';
import { serveLex } from './screenshots/serve-lex.ts';

// `npm run screenshots` takes the pictures in docs/screenshots of a server with a fresh directory, whose built-in model
// gives the same answers each time.

const FOLDER = 'docs/screenshots';
/** A picture that is part of a README is no larger, in bytes. */
const LARGEST = 120_000;
const SHOWN_WITHIN_MS = 30_000;

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('Chromium is not installed (Debian: chromium).');
const directory = await mkdtemp(join(tmpdir(), 'lex-screenshots-'));
const lex = await serveLex(directory);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
try {
  const conversationId = await playConversation(lex.url);
  const pictures = [
    { name: 'chat', path: `#/chat/${conversationId}`, width: 1280, colorScheme: 'light' },
    { name: 'memory-dark', path: '#/memory', width: 1280, colorScheme: 'dark' },
    { name: 'status', path: '#/status', width: 1280, colorScheme: 'light' },
    { name: 'chat-narrow', path: `#/chat/${conversationId}`, width: 390, colorScheme: 'light' },
  ] as const;
  await mkdir(FOLDER, { recursive: true });
  for (const { name, path, width, colorScheme } of pictures) {
    const viewport = { width, height: 800 };
    const context = await browser.newContext({ locale: 'en', viewport, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${lex.url}/${path}`, { waitUntil: 'networkidle' });
    await page.locator('main').first().waitFor({ timeout: SHOWN_WITHIN_MS });
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
