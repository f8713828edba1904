import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from '../../test/support/clients/find-browser.ts';

/** How long anything in a page may take, in milliseconds. */
export const SHOWN_WITHIN_MS = 120_000;

/** @throws {Error} where there is no browser */
export function launchChromium(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('Chromium is not installed (Debian: chromium).');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A browser of somebody who was never here: with nothing kept. */
export async function freshContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(SHOWN_WITHIN_MS);
  return context;
}
