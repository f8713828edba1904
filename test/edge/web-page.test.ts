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

/** The client in the README, for another address, as a script that browsers run. */
async function readmeClient(url: string): Promise<string> {
  const readme = readFileSync(`${packageRoot}/README.md`, 'utf8');
  const code = /## From a web page.*?```js\n(.*?)```/su.exec(readme)?.[1] ?? '';
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

it('the client of the README works from a page of another port', async ({ skip }) => {
  const browser = await launchBrowser();
  if (typeof browser === 'string') {
    if (process.env.CI) throw new Error(browser);
    return skip(browser);
  }
  const lex = await startTestServer();
  const address = await serveFrontEnd(await readmeClient(lex.url));
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
