import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { launchBrowser } from '../support/clients/launch-browser.ts';
import { patientPage } from '../support/clients/patient-page.ts';
import { serveFrontEnd } from '../support/clients/serve-front-end.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startServerWithProvider } from '../support/lex/start-server.ts';

/** An app that says something, reloads in the middle of the reply, goes on from its cursor, and shows all of it. */
const appOf = (url: string) => `
import { createLexClient } from 'lex-server/client';
const lex = createLexClient({ url: ${JSON.stringify(`${url}/graphql`)} });
const shown = document.createElement('output');
document.body.append(shown);
const kept = JSON.parse(sessionStorage.getItem('kept') ?? 'null');
let text = kept?.text ?? '';
let sent = kept?.sent;
let events;
if (kept) events = lex.follow(sent.replyId, { after: kept.after });
else {
  events = lex.chat('Count.');
  sent = await events.sent;
}
for await (const event of events) {
  if (event.kind === 'DELTA') text += event.text;
  sessionStorage.setItem('kept', JSON.stringify({ text, sent, after: event.cursor }));
  shown.textContent = event.kind === 'COMPLETED' ? 'whole: ' + text + '|' + event.reply.content : text;
}
`;

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packageRoot },
    alias: { 'lex-server/client': `${packageRoot}/client/src/lex-client.ts` },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

it('lex-server/client runs in a browser, before a server that answers its listed documents alone', async ({ skip }) => {
  const browser = await launchBrowser();
  if (typeof browser === 'string') {
    if (process.env.CI) throw new Error(browser);
    return skip(browser);
  }
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any', LEX_PERSISTED_ONLY: 'true' });
  provider.answerWith({ kind: 'text', pieces: ['One ', 'two ', 'three ', 'four.'] });
  provider.hold();
  provider.release(2);
  const page = await patientPage(browser);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(await serveFrontEnd(await bundled(appOf(lex.url))));
  await page.getByText('One two', { exact: false }).waitFor();
  await page.reload();
  provider.releaseAll();
  await page.getByText('whole: One two three four.|One two three four.').waitFor();
  expect(problems).toEqual([]);
  // Other documents are refused there.
  const { errors } = await lex.client.answer('{ viewer { name } }');
  expect(errors?.[0]?.extensions?.code).toBe('PERSISTED_QUERY_ONLY');
});
