import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { patientPage } from '../clients/patient-page.ts';

export interface ConsoleOptions {
  readonly browser: Browser;
  /** The server's address, `http://127.0.0.1:port`. */
  readonly url: string;
  /** The part of the address after the page, such as `#/jobs`. @default the front page */
  readonly path?: string;
  /** A tag such as `de`. @default en */
  readonly language?: string;
  /** Of the window, in pixels. @default 1280 */
  readonly width?: number;
  /** @default 800 */
  readonly height?: number;
  /** @default light */
  readonly colorScheme?: 'light' | 'dark';
  /** @default no-preference */
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** The key with which somebody is signed in already. */
  readonly key?: string;
  /** Another tab of the browser of this one, instead of a browser without anything kept. */
  readonly besides?: OpenConsole;
}

/** The console in a browser. */
export interface OpenConsole {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser reported so far: errors on its console and of scripts, and what the content policy refused. */
  readonly problems: readonly string[];
  /** Says that such problems are expected. All others fail the test when it has finished. */
  expectProblems(pattern: RegExp): void;
}

/** Opens the console. The browser's problems that the test doesn't expect fail it. */
export async function openConsole(options: ConsoleOptions): Promise<OpenConsole> {
  const { url, path = '', key, besides } = options;
  const context = besides?.context ?? (await openContext(options));
  if (key !== undefined && !besides) {
    await context.addInitScript((entered) => {
      // An empty page, to which the console may be left, keeps nothing.
      if (location.protocol !== 'about:') sessionStorage.setItem('lex.key', entered);
    }, key);
  }
  const page = await patientPage(context);
  const problems: string[] = [];
  const expected: RegExp[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
  onTestFinished(() => {
    expect(problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)))).toEqual([]);
  });
  await page.goto(`${url}/${path}`);
  return { page, context, problems, expectProblems: (pattern) => expected.push(pattern) };
}

async function openContext(options: ConsoleOptions): Promise<BrowserContext> {
  const { browser, language = 'en', width = 1280, height = 800, colorScheme, reducedMotion } = options;
  const context = await browser.newContext({
    locale: language,
    viewport: { width, height },
    colorScheme: colorScheme ?? 'light',
    reducedMotion: reducedMotion ?? 'no-preference',
  });
  onTestFinished(() => context.close());
  await context.addInitScript(() => {
    // biome-ignore lint/suspicious/noConsole: it is how the test hears of it.
    addEventListener('securitypolicyviolation', (event) => console.error(`${event.violatedDirective} is violated`));
  });
  return context;
}
