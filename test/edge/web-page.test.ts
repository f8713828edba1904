import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { launchBrowser } from '../support/clients/launch-browser.ts';
import { patientPage } from '../support/clients/patient-page.ts';
import { serveFrontEnd } from '../support/clients/serve-front-end.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startTestServer } from '../support/lex/start-server.ts';

/** The client in docs/front-end.md, for another address, as a script that browsers run. */
async function documentedClient(url: string): Promise<string> {
  const page = readFileSync(`${packageRoot}/docs/front-end.md`, 'utf8');
  const code = /## A whole client.*?```js\n(.*?)```/su.exec(page)?.[1] ?? '';
  expect(code).toContain('http://127.0.0.1:4000/graphql');
  const contents = code.replace('http://127.0.0.1:4000/graphql', `${url}/graphql`);
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packageRoot },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

it('the client of docs/front-end.md works from a page of another port', async ({ skip }) => {
  const browser = await launchBrowser();
  if (typeof browser === 'string') {
    if (process.env.CI) throw new Error(browser);
    return skip(browser);
  }
  const lex = await startTestServer();
  const address = await serveFrontEnd(await documentedClient(lex.url));
  const page = await patientPage(browser);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(address);
  await page.getByText('42').waitFor();
  expect(problems).toEqual([]);
});
