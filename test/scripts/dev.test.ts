import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A copy of this checkout, to be edited, with the packages that are installed here. */
async function copyOfCheckout(): Promise<string> {
  const root = await temporaryDirectory();
  const left = ['node_modules', '.git'].map((name) => join(packageRoot, name));
  await cp(packageRoot, root, { recursive: true, filter: (path) => !left.includes(path) });
  // A directory of its own, since what Vite makes of the packages is written there.
  await mkdir(join(root, 'node_modules'));
  const packages = await readdir(join(packageRoot, 'node_modules'));
  for (const name of packages.filter((each) => each !== '.vite')) {
    await symlink(join(packageRoot, 'node_modules', name), join(root, 'node_modules', name));
  }
  return root;
}

/** Starts `npm run dev` as npm does. @returns it, and all that it prints */
async function startDev(root: string): Promise<{ dev: ChildProcess; printed: (pattern: RegExp) => Promise<string> }> {
  const [PORT, port] = [await freePort(), await freePort()];
  const dev = spawn(process.execPath, ['--import', 'tsx', 'scripts/dev.ts', '--port', port], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT, LEX_DATA_DIR: await dataDirectory() },
  });
  onTestFinished(async () => {
    if (dev.exitCode !== null) return;
    dev.kill('SIGTERM');
    await once(dev, 'exit');
  });
  let output = '';
  dev.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  dev.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const printed = async (pattern: RegExp) => {
    await expect.poll(() => output).toMatch(pattern);
    return pattern.exec(output)?.[1] ?? '';
  };
  return { dev, printed };
}

it('serves the console from its sources, reloads it when a page is edited, and ends with its server', async ({
  skip,
}) => {
  const browser = await consoleBrowser(skip);
  const { dev, printed } = await startDev(packageRoot);
  const url = await printed(/The console is at (http:\S+)\/,/);
  const server = await printed(/"url":"([^"]+)"/);
  const { page } = await openConsole({ browser, url });
  // The list is there: queries and the socket are passed on to the server, which lets the page in.
  await page.getByText('There are no conversations yet.').waitFor();
  const health = await fetch(`${url}/health/ready`);
  expect(await health.json()).toMatchObject({ ready: true });

  const [reloads] = await Promise.all([
    page.waitForEvent('framenavigated'),
    utimes(join(packageRoot, 'console/src/app/app.tsx'), new Date(), new Date()),
  ]);
  expect(reloads.url()).toContain(url);
  await page.getByText('There are no conversations yet.').waitFor();

  await page.close();
  dev.kill('SIGINT');
  const [code] = await once(dev, 'exit');
  expect(code).toBe(0);
  await expect(fetch(`${server}/health/live`)).rejects.toThrow();
});

it('knows an operation of the console again as soon as it is edited', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const root = await copyOfCheckout();
  const hashOfList = async () => {
    const documents = JSON.parse(await readFile(join(root, 'schema/console.json'), 'utf8')) as Record<string, string>;
    return Object.keys(documents).find((hash) => documents[hash]?.includes('query ConversationList('));
  };
  const before = await hashOfList();
  const { dev, printed } = await startDev(root);
  const url = await printed(/The console is at (http:\S+)\/,/);
  const { page, expectProblems } = await openConsole({ browser, url });
  // While the server starts again it can't be reached.
  expectProblems(/./);
  await page.getByText('There are no conversations yet.').waitFor();

  const answered = new Map<string, unknown>();
  page.on('response', async (response) => {
    const sent = response.request().postData();
    if (!sent?.includes('documentId')) return;
    const { documentId } = JSON.parse(sent) as { documentId: string };
    const answer = (await response.json().catch(() => undefined)) as { data?: unknown } | undefined;
    if (answer?.data) answered.set(documentId, answer.data);
  });
  const file = join(root, 'console/src/conversations/conversations.graphql');
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('  createdAt\n  unread', '  createdAt\n  updatedAt\n  unread'),
  );

  // The list may have been asked for once more before it was edited.
  const isKnownAgain = async () => {
    const hash = await hashOfList();
    return hash !== undefined && hash !== before && answered.has(hash);
  };
  await expect.poll(isKnownAgain).toBe(true);
  await page.getByText('There are no conversations yet.').waitFor();
  await page.close();
  dev.kill('SIGINT');
  expect(await once(dev, 'exit')).toEqual([0, null]);
});
