import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { ask, live, userOf } from '../../accounts/deletion/users.ts';
import { branched, claude } from '../../support/archives/made-archives.ts';
import { checkAccessibility } from '../../support/console/check-accessibility.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys' });
});

it('takes conversations over from an archive, says what was left out, and packs everything', async ({ skip }) => {
  const key = await userOf(lex, 'Ada');
  await live(lex, key);
  const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/settings', key });
  const take = page.getByRole('button', { name: 'Import conversations' });
  expect(await take.isDisabled()).toBe(true);
  const buffer = Buffer.from(JSON.stringify([branched(), claude()]));
  const archive = { name: 'conversations.json', mimeType: 'application/json', buffer };
  await page.getByLabel('Archive', { exact: true }).setInputFiles(archive);
  await take.click();
  await page.getByText('New conversations: 2. Messages: 8.').waitFor();
  await page.getByText('Not taken over as it was').click();
  await page.getByText('pictures and files, which stay behind').waitFor();
  const { conversations } = await ask<{ conversations: { totalCount: number } }>(
    lex,
    key,
    '{ conversations { totalCount } }',
  );
  expect(conversations.totalCount).toBe(3);

  await page.getByRole('button', { name: 'Pack my data' }).click();
  const link = page.getByRole('link', { name: /^Fetch lex-.*\.zip/ });
  await link.waitFor();
  await checkAccessibility(page);
  const downloading = page.waitForEvent('download');
  await link.click();
  const download = await downloading;
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
});

it('says in German what can’t be taken over', async ({ skip }) => {
  const key = await userOf(lex, 'Bo');
  const browser = await consoleBrowser(skip);
  const { page } = await openConsole({ browser, url: lex.url, path: '#/settings', key, language: 'de' });
  const buffer = Buffer.from('[{"mapping"');
  const archive = { name: 'conversations.json', mimeType: 'application/json', buffer };
  await page.getByLabel('Archiv', { exact: true }).setInputFiles(archive);
  await page.getByRole('button', { name: 'Unterhaltungen importieren' }).click();
  await page.getByText('Nothing was imported').waitFor();
});
