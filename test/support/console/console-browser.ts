import type { Browser } from 'playwright-core';
import { atEnd } from '../at-end.ts';
import { launchBrowser } from '../clients/launch-browser.ts';

let launched: Promise<Browser | string> | undefined;

/**
 * The browser of a file's tests of the console, which are skipped where there is none.
 *
 * @throws {Error} instead, where tests must not be skipped
 */
export async function consoleBrowser(skip: (reason: string) => never): Promise<Browser> {
  launched ??= launch();
  const browser = await launched;
  if (typeof browser !== 'string') return browser;
  if (process.env.CI) throw new Error(browser);
  return skip(browser);
}

function launch(): Promise<Browser | string> {
  return launchBrowser((close) =>
    atEnd(async () => {
      launched = undefined;
      await close();
    }),
  );
}
