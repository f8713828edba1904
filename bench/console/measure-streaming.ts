import type { Browser } from 'playwright-core';
import { freshContext } from './browser.ts';

/** How a page went while a reply was written into it. */
export interface Streaming {
  readonly seconds: number;
  /** Times between a frame and the next, in milliseconds. */
  readonly frames: readonly number[];
  /** What kept the page for more than 50 ms, in milliseconds, as the Long Tasks API has it. */
  readonly longTasks: readonly number[];
  /** The share of the time in which the page's main thread had something to do, from 0 to 1. */
  readonly busy: number;
}

interface Watched {
  readonly frames: number[];
  readonly longTasks: number[];
}

declare global {
  /** What `watchPage` leaves in the page. */
  var watched: Watched;
}

/** Begins to note frames and long tasks, in the page. */
function watchPage(): void {
  const frames: number[] = [];
  const longTasks: number[] = [];
  globalThis.watched = { frames, longTasks };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const next = (now: number): void => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

/**
 * Sends a message in a conversation, and watches the page until its reply has ended.
 *
 * @param url of the conversation's page
 */
export async function measureStreaming(browser: Browser, url: string): Promise<Streaming> {
  const context = await freshContext(browser);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'networkidle' });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    const taskSeconds = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const box = page.locator('.composer textarea');
    await box.fill('Tell me everything.');
    await page.evaluate(watchPage);
    const [began, busyBefore] = [performance.now(), await taskSeconds()];
    await box.press('Enter');
    const stop = page.locator('.composer .stop');
    await stop.waitFor();
    await stop.waitFor({ state: 'detached' });
    const [seconds, busyAfter] = [(performance.now() - began) / 1_000, await taskSeconds()];
    const { frames, longTasks } = await page.evaluate(() => globalThis.watched);
    return { seconds, frames, longTasks, busy: (busyAfter - busyBefore) / seconds };
  } finally {
    await context.close();
  }
}
