import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** As long as `expect.poll` waits, whose time vitest.config.ts sets. */
export const PATIENCE_MS = 300_000;

/**
 * A page that waits for as long as a busy machine may take: only what never comes is a failure.
 *
 * @param options - of the page's own context, where it is not opened in one
 */
export async function patientPage(of: Browser | BrowserContext, options?: BrowserContextOptions): Promise<Page> {
  const page = await ('newContext' in of ? of.newPage(options) : of.newPage());
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}
