import type { Browser } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { PATIENCE_MS } from './patient-page.ts';

/**
 * A browser, which is closed when the test has finished (or at what ends it instead), or why there is none.
 *
 * @param args its flags
 */
export async function launchBrowser(
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
  args: readonly string[] = [],
): Promise<Browser | string> {
  const executablePath = findBrowser();
  if (executablePath === undefined) return 'chromium is not installed';
  const playwright = await import('playwright-core').catch(() => undefined);
  if (playwright === undefined) return 'playwright-core is not installed';
  const browser = await playwright.chromium.launch({
    executablePath,
    args: ['--no-sandbox', ...args],
    timeout: PATIENCE_MS,
  });
  atEnd(() => browser.close());
  return browser;
}
