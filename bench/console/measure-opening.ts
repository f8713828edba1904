import type { Browser } from 'playwright-core';
import { freshContext } from './browser.ts';

export interface Opening {
  /** From the first byte of the page until its box takes a message and the page has time for what is typed. */
  readonly interactiveMs: number;
  /** What came over the wire until then and as long as more came, headers included. */
  readonly bytes: number;
}

/** The front page in a browser with nothing kept. */
export async function measureOpening(browser: Browser, url: string): Promise<Opening> {
  const context = await freshContext(browser);
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const look = (): void => {
        const box = document.querySelector<HTMLTextAreaElement>('.composer textarea:not([disabled])');
        if (!box) return void requestAnimationFrame(look);
        // Runs when what the page does at that moment is over.
        setTimeout(() => performance.mark('interactive'));
      };
      requestAnimationFrame(look);
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.waitForFunction(() => performance.getEntriesByName('interactive').length > 0);
    // The mark says nothing if the box takes no words.
    await page.locator('.composer textarea').fill('Good morning.');
    return await page.evaluate(() => {
      const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const [interactive] = performance.getEntriesByName('interactive');
      if (!page || !interactive) throw new Error('The browser measured nothing.');
      const bytes = [page, ...files].reduce((sum, { transferSize }) => sum + transferSize, 0);
      return { interactiveMs: interactive.startTime - page.responseStart, bytes };
    });
  } finally {
    await context.close();
  }
}
