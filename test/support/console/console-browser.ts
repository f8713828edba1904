import type { Browser } from 'playwright-core';
import { launchBrowser } from '../clients/launch-browser.ts';

/**
 * A browser for a test of the console, which is skipped where there is none.
 *
 * @throws {Error} instead, where tests must not be skipped
 */
export async function consoleBrowser(skip: (reason: string) => never): Promise<Browser> {
  const browser = await launchBrowser();
  if (typeof browser !== 'string') return browser;
  if (process.env.CI) throw new Error(browser);
  return skip(browser);
}
