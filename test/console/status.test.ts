import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';

const threeNumbers = Array.from({ length: 3 }, () => expect.stringMatching(/^\d/));
const stateOf = (page: Page) => page.locator('main').getByRole('status');
const chartOf = (page: Page, name: string) => page.getByRole('figure', { name });
/** How many of a chart's pixels are drawn upon. */
const inkOf = (page: Page, name: string) =>
  chartOf(page, name)
    .locator('canvas')
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return [...data].filter((value, index) => index % 4 === 3 && value > 0).length;
    });

describe('the page of the status', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer();
    await lex.client.run(ChatDocument, { input: { message: 'Hello.', waitMs: 60_000 } });
  });
  const open = async (skip: (reason: string) => never, options: object = {}) =>
    openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/status', ...options });

  it('says in words that all works, of the whole and of each part', async ({ skip }) => {
    const { page } = await open(skip);
    await expect.poll(() => stateOf(page).textContent()).toBe('WorksAll that LEX stands on works.');
    const parts = page.getByRole('region', { name: 'What it stands on' }).getByRole('listitem');
    const texts = await parts.allTextContents();
    expect(texts.map((text) => /^(.+)WorksAnswered in [\d.,]+ ms$/.exec(text)?.[1])).toEqual([
      'Database',
      'Cache',
      'Job queue',
      'Memory',
      'Model',
    ]);
    expect(await page.getByRole('row').filter({ hasText: 'jobs' }).count()).toBe(1);
  });

  it('draws the last minutes, with the newest values as text', async ({ skip }) => {
    const { page } = await open(skip);
    const values = (name: string) => chartOf(page, name).getByRole('cell').allTextContents();
    // Rates are known from the second status on.
    await expect.poll(() => values('Cache lookups a second')).toEqual(threeNumbers);
    expect(await values('Memory of the process')).toEqual([
      expect.stringMatching(/^[\d.,]+ MB$/),
      expect.stringMatching(/^[\d.,]+ MB$/),
    ]);
    expect(await values('Requests a second')).toEqual([expect.stringMatching(/^\d/)]);
    expect(await values('Jobs')).toEqual(['0', '0']);
    expect(await inkOf(page, 'Memory of the process')).toBeGreaterThan(0);
  });

  it('takes its lines’ colours from the system’s choice, at once', async ({ skip }) => {
    const { page } = await open(skip);
    await expect.poll(() => chartOf(page, 'Memory of the process').locator('canvas').count()).toBe(1);
    /** Whether the first line is drawn in this colour. */
    const isDrawnIn = (colour: readonly [number, number, number]) =>
      chartOf(page, 'Memory of the process')
        .locator('canvas')
        .evaluate((canvas, [red, green, blue]) => {
          if (!(canvas instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          return [...data.keys()].some(
            (at) => at % 4 === 0 && data[at] === red && data[at + 1] === green && data[at + 2] === blue,
          );
        }, colour);
    await expect.poll(() => isDrawnIn([0x3d, 0x3d, 0x99])).toBe(true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => isDrawnIn([0xb4, 0xb4, 0xff])).toBe(true);
    expect(await isDrawnIn([0x3d, 0x3d, 0x99])).toBe(false);
  });

  it('keeps calm for who wants less motion, until they ask for more', async ({ skip }) => {
    const { page } = await open(skip, { reducedMotion: 'reduce' });
    const live = page.getByRole('switch', { name: 'Show each change at once' });
    await expect.poll(() => live.getAttribute('aria-checked')).toBe('false');
    await live.press('Space');
    expect(await live.getAttribute('aria-checked')).toBe('true');
    const values = () => chartOf(page, 'Cache lookups a second').getByRole('cell').allTextContents();
    await expect.poll(values).toEqual(threeNumbers);
  });

  it.for([
    { width: 1280, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)('can be used by everybody at $width px, $colorScheme', async (options, { skip }) => {
    const { page } = await open(skip, options);
    await chartOf(page, 'Memory of the process').locator('canvas').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('is in German for who reads that', async ({ skip }) => {
    const { page } = await open(skip, { language: 'de' });
    await expect.poll(() => stateOf(page).textContent()).toBe('LäuftAlles, worauf LEX aufbaut, läuft.');
  });
});

it('the page of the status says what is wrong, and with what', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const provider = await startFakeProvider();
  const { url } = provider;
  await provider.close();
  const lex = await startTestServer({ LEX_MODEL: 'compatible/any', COMPATIBLE_BASE_URL: url });
  const { page } = await openConsole({ browser, url: lex.url, path: '#/status' });
  await expect.poll(() => stateOf(page).textContent()).toContain('Works in part');
  const model = page
    .getByRole('region', { name: 'What it stands on' })
    .getByRole('listitem')
    .filter({ hasText: 'Model' });
  expect(await model.textContent()).toContain('COMPATIBLE_BASE_URL');
});
