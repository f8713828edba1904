import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../support/clients/launch-browser.ts';
import { patientPage } from '../support/clients/patient-page.ts';
import { freePort } from '../support/free-port.ts';
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

/** A front end that listens at another port. */
async function serveFrontEnd(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/client.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/client.js"></script>',
    );
  });
  const port = Number(await freePort());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://localhost:${port}`;
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
