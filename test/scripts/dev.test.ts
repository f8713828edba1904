import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';

/** Starts `npm run dev` as npm does. @returns it, and all that it prints */
async function startDev(): Promise<{ dev: ChildProcess; printed: (pattern: RegExp) => Promise<string> }> {
  const [PORT, port] = [await freePort(), await freePort()];
  const dev = spawn(process.execPath, ['--import', 'tsx', 'scripts/dev.ts', '--port', port], {
    cwd: packageRoot,
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
  const { dev, printed } = await startDev();
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
