import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { patientPage } from '../../support/clients/patient-page.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { startTokenIssuer } from '../../support/token-issuer.ts';

const ADMIN_KEY = 'an-admin-key-of-thirty-two-characters-or-more';
const OTHER_KEY = 'another-key-that-is-nobodys-in-this-database';
const QUERY = 'query Viewer { viewer { role } }';
/** What the console may have left in a browser. */
interface Stored {
  readonly session?: Readonly<Record<string, string>>;
  readonly local?: Readonly<Record<string, string>>;
}

/** GraphiQL in a tab of its own, of a browser that has this stored, and what its operations were sent with. */
async function open(browser: Browser, url: string, { session = {}, local = {} }: Stored) {
  const context = await browser.newContext();
  await context.addInitScript(
    (stored) => {
      for (const [name, value] of Object.entries(stored.session)) sessionStorage.setItem(name, value);
      for (const [name, value] of Object.entries(stored.local)) localStorage.setItem(name, value);
    },
    { session, local },
  );
  const page = await patientPage(context);
  const shown: (string | undefined)[] = [];
  const addresses: string[] = [];
  page.on('request', (request) => {
    addresses.push(request.url());
    if (request.method() === 'POST') shown.push(request.headers()['authorization']);
  });
  await page.goto(`${url}/graphql?${new URLSearchParams({ query: QUERY })}`);
  return { page, shown, addresses };
}

const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'console' });

async function run(page: Page, result: string): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  await page.locator('.result-window', { hasText: result }).waitFor();
}

async function browserOr(skip: (reason: string) => void): Promise<Browser | undefined> {
  const browser = await launchBrowser();
  if (typeof browser !== 'string') return browser;
  if (process.env.CI) throw new Error(browser);
  skip(browser);
  return undefined;
}

describe('GraphiQL where keys are asked for', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
  });

  it('says how to get one, and takes one from its headers', async ({ skip }) => {
    const browser = await browserOr(skip);
    if (!browser) return;
    const { page, shown } = await open(browser, lex.url, {});
    await notice(page).waitFor();
    expect(await notice(page).textContent()).toMatch(/^You are not signed in\. .*lex -- keys create.*security\.md/);
    expect(shown).toContain(undefined);

    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
    await page.keyboard.insertText(`{ "Authorization": "Bearer ${ADMIN_KEY}" }`);
    await run(page, 'ADMIN');
    await notice(page).waitFor({ state: 'hidden' });
  });

  it.for<[string, Stored]>([
    ['this tab', { session: { 'lex.key': ADMIN_KEY }, local: { 'lex.key': OTHER_KEY } }],
    ['this browser', { local: { 'lex.key': ADMIN_KEY } }],
    [
      'this browser, where no header holds the tab’s',
      { session: { 'lex.key': 'ключ' }, local: { 'lex.key': ADMIN_KEY } },
    ],
  ])('sends the key that the console keeps for %s, and tells it nobody else', async ([, stored], { skip }) => {
    const browser = await browserOr(skip);
    if (!browser) return;
    const { page, shown, addresses } = await open(browser, lex.url, stored);
    await run(page, 'ADMIN');
    expect(new Set(shown)).toEqual(new Set([`Bearer ${ADMIN_KEY}`]));
    expect(await notice(page).isVisible()).toBe(false);
    expect([...addresses, page.url()].join()).not.toContain(ADMIN_KEY);
    const kept = await page.evaluate(() => Object.entries(localStorage).filter(([name]) => name !== 'lex.key'));
    expect(JSON.stringify(kept)).not.toContain(ADMIN_KEY);
  });

  it('lets a header that its user writes win, and says that it is refused', async ({ skip }) => {
    const browser = await browserOr(skip);
    if (!browser) return;
    const { page, shown } = await open(browser, lex.url, { session: { 'lex.key': ADMIN_KEY } });
    await run(page, 'ADMIN');
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
    await page.keyboard.insertText(`{ "authorization": "Bearer ${OTHER_KEY}" }`);
    await run(page, 'UNAUTHENTICATED');
    expect(shown.at(-1)).toBe(`Bearer ${OTHER_KEY}`);
    await notice(page).waitFor();
    expect(await notice(page).textContent()).toMatch(/^The server does not take the key or token that was sent/);
  });
});

describe('GraphiQL where tokens are asked for', () => {
  it('sends the console’s token, or its key, and says where tokens come from', async ({ skip }) => {
    const browser = await browserOr(skip);
    if (!browser) return;
    const issuer = await startTokenIssuer();
    const lex = await startTestServer({
      LEX_AUTH: 'jwt',
      LEX_JWKS_URL: issuer.url,
      LEX_JWT_ISSUER: 'https://login.example.com/',
      LEX_JWT_AUDIENCE: 'lex',
    });
    const token = await issuer.sign({
      iss: 'https://login.example.com/',
      aud: 'lex',
      sub: 'mia',
      exp: Math.ceil(Date.now() / 1_000) + 3_600,
    });
    const stored = { 'lex.token': JSON.stringify({ accessToken: token }), 'lex.key': OTHER_KEY };
    for (const place of [{ session: stored }, { local: stored }]) {
      const { page, shown } = await open(browser, lex.url, place);
      await run(page, 'USER');
      expect(new Set(shown)).toEqual(new Set([`Bearer ${token}`]));
    }

    for (const odd of ['{', 'null', JSON.stringify({ accessToken: 'a\nb' })]) {
      const { page, shown } = await open(browser, lex.url, { session: { 'lex.token': odd, 'lex.key': OTHER_KEY } });
      await notice(page).waitFor();
      expect(new Set(shown)).toEqual(new Set([`Bearer ${OTHER_KEY}`]));
      expect(await notice(page).textContent()).toMatch(/with a token of the identity provider/);
    }
  });
});
