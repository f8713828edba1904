import { beforeAll, describe, expect, it } from 'vitest';
import { ChatDocument, UpdateViewerDocument, ViewerSettingsDocument } from '../../src/generated/graphql.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { startServerWithProvider, startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  const started = await startServerWithProvider({
    LEX_MODEL: 'compatible/fake',
    LEX_DAILY_TOKENS_PER_USER: '3000',
    LEX_PRICES: 'compatible/fake=10/1000',
  });
  lex = started.lex;
  // The fake provider counts 12 tokens for each prompt, and one for each piece.
  started.provider.answerWith({ kind: 'text', pieces: Array.from({ length: 30 }, () => 'word ') });
  await lex.client.run(ChatDocument, { input: { message: 'One.', waitMs: 60_000 } });
});
const open = async (skip: (reason: string) => never, options: object = {}) =>
  openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/usage', ...options });

describe('the page of what models take', () => {
  it('shows the tokens of today, and the days by day, model and use with what they cost', async ({ skip }) => {
    const { page } = await open(skip);
    const own = page.getByRole('region', { name: 'Yours', exact: true });
    await own.getByText('42 of 3,000 gone, 2,958 left').waitFor();
    const row = () => own.locator('tbody tr').first().locator('th, td').allTextContents();
    // 12 tokens read at 10 for a million, and 30 written at 1,000.
    const numbers = ['1', '12', '30', '0.0301'];
    await expect.poll(row).toEqual([expect.stringMatching(/\d{4}$/), ...numbers]);
    await own.getByLabel('Add up by').selectOption('Model');
    expect(await row()).toEqual(['compatible/fake', ...numbers]);
    await own.getByLabel('Add up by').selectOption('Use');
    expect(await row()).toEqual(['Replies', ...numbers]);
    expect(await page.getByRole('region', { name: 'All users together' }).locator('tbody tr').count()).toBe(1);
    expect(await page.getByText('Messages, memories and instructions').count()).toBe(1);
  });

  it('names the days of the chart in words, and shows as many as are chosen', async ({ skip }) => {
    const { page } = await open(skip);
    const chart = page
      .getByRole('region', { name: 'Yours', exact: true })
      .getByRole('figure', { name: /42 on the day/ });
    await expect.poll(() => chart.locator('.day').count()).toBe(30);
    await page.getByLabel('Time').selectOption('The last 7 days');
    await expect.poll(() => chart.locator('.day').count()).toBe(7);
  });

  it('sets one’s own limit and takes it away', async ({ skip }) => {
    await lex.client.run(UpdateViewerDocument, { dailyTokenLimit: null });
    const { page } = await open(skip);
    const limit = async () => (await lex.client.run(ViewerSettingsDocument, {})).viewer.dailyTokenLimit;
    const field = page.getByLabel('Your own limit a day, in tokens');
    await field.fill('500');
    await field.press('Enter');
    await page.getByText('42 of 500 gone, 458 left').waitFor();
    expect(await limit()).toBe(500);
    await page.getByRole('button', { name: 'Take the limit away' }).click();
    await page.getByRole('region', { name: 'Yours', exact: true }).getByText('42 of 3,000 gone').waitFor();
    expect(await limit()).toBeNull();
    expect(await field.inputValue()).toBe('');
  });

  it('says why a limit is refused, and keeps what was written', async ({ skip }) => {
    const { page } = await open(skip);
    const field = page.getByLabel('Your own limit a day, in tokens');
    await field.fill('2000000');
    await field.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('That can’t be taken as it is.');
    expect(await field.inputValue()).toBe('2000000');
  });

  it.for([
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)('can be used by everybody at $width px, $colorScheme', async (options, { skip }) => {
    const { page } = await open(skip, options);
    await page.getByRole('region', { name: 'All users together' }).getByRole('table').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

it('the page of what models take says that nothing was asked of one, and that there is no limit', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const { url } = await startTestServer();
  const { page } = await openConsole({ browser, url, path: '#/usage' });
  const own = page.getByRole('region', { name: 'Yours', exact: true });
  await own.getByText('0 gone; there is no limit').waitFor();
  expect(await own.getByText('No model was asked for anything in these days.').count()).toBe(1);
});
