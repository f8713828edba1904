import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { startFakeLex } from './fake-lex.ts';
import { runLoad } from './run-loadtest.ts';

it('the page of a load test draws its plots, and asks for nothing else', async ({ skip }) => {
  const browser = await launchBrowser();
  if (typeof browser === 'string') return skip(browser);
  const lex = await startFakeLex();
  const file = join(await temporaryDirectory(), 'report.html');
  await runLoad(`--users 6 --duration 1ms --seed 0 --repeats 0 --transport sse --url ${lex.url} --html ${file}`);
  const page = await browser.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const charts = page.locator('figure');
  await expect.poll(() => charts.locator('canvas').count()).toBe(9);
  expect(await charts.first().textContent()).toContain('Steps done, a second');
  expect(complaints).toEqual([]);
  expect(asked).toEqual([pathToFileURL(file).href]);
});
