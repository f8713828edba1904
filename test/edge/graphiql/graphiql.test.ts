import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { GRAPHIQL_DOCUMENT } from '../../../src/edge/graphiql/graphiql-document.ts';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { patientPage } from '../../support/clients/patient-page.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

/** How many characters stand beside each other in the editor of such a window. */
const EDITOR_COLUMNS = 48;

const page = async (url: string): Promise<Response> => fetch(url, { headers: { accept: 'text/html' } });

/** The files that the page loads, by what it says itself. */
async function filesOf(url: string): Promise<string[]> {
  const html = await (await page(url)).text();
  return [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => new URL(path, url).href);
}

describe('GraphiQL', () => {
  it('is a small page without anything from elsewhere', async () => {
    const { url } = await startEdge();
    const response = await page(`${url}?query={hello}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';");
    const html = await response.text();
    expect(html.length).toBeLessThan(5_000);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(await filesOf(url)).toHaveLength(3);
  });

  it('serves its files compressed and for good', async () => {
    const { url } = await startEdge();
    for (const file of await filesOf(url)) {
      const response = await fetch(file, { headers: { 'accept-encoding': 'gzip' } });
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toMatch(/^text\/(css|javascript); charset=utf-8$/);
      const content = await response.text();

      const plain = await fetch(file, { headers: { 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(content);

      const etag = response.headers.get('etag') ?? '';
      const again = await fetch(file, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
      expect((await fetch(file, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(file, { method: 'POST' })).status).toBe(405);
    }
  });

  it('begins with operations that show what Lex does', () => {
    const names = parse(GRAPHIQL_DOCUMENT).definitions.map((each) => 'name' in each && each.name?.value);
    expect(names).toEqual(['Chat', 'ReplyStream', 'Recall', 'Status']);
  });

  it('begins with lines that its editor shows whole in a window of 1280 pixels', () => {
    const lengths = GRAPHIQL_DOCUMENT.split('\n').map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(EDITOR_COLUMNS);
  });

  it('begins with operations that the schema has', () => {
    const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));
    expect(validate(schema, parse(GRAPHIQL_DOCUMENT))).toEqual([]);
  });
});

describe('GraphiQL in a browser', () => {
  it('runs a query and a subscription with nothing missing', async ({ skip }) => {
    const browser = await launchBrowser();
    if (typeof browser === 'string') {
      if (process.env.CI) throw new Error(browser);
      skip(browser);
      return;
    }
    const { url, subscriptions } = await startEdge();
    const page = await patientPage(browser);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });

    await page.goto(url);
    await page.getByText('Welcome to Lex').waitFor();
    const run = async (query: string, result: string): Promise<void> => {
      await page.goto(`${url}?${new URLSearchParams({ query })}`);
      await page.locator('.graphiql-execute-button').click();
      await page.locator('.result-window', { hasText: result }).waitFor();
    };
    await run('query Hello { hello }', 'world');
    await run('subscription Silence { silence }', 'silence');
    expect(subscriptions.count).toBe(1);
    await page.locator('.graphiql-execute-button').click();
    await vi.waitFor(() => expect(subscriptions.count).toBe(0));
    await run('subscription Ticks { ticks(count: 3) }', '3');
    expect(problems).toEqual([]);
  });
});
