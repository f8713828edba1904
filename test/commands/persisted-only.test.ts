import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRAPHIQL_DOCUMENT } from '../../src/edge/graphiql/graphiql-document.ts';
import { atEnd } from '../support/at-end.ts';
import { launchBrowser } from '../support/clients/launch-browser.ts';
import { patientPage } from '../support/clients/patient-page.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexServer, runLex, startLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OWN = 'query Own { status { mode } }';

/** A server that answers nothing but the documents it knows, an app's among them. */
describe('with LEX_PERSISTED_ONLY', () => {
  let lex: LexServer;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const LEX_DATA_DIR = await dataDirectory(atEnd);
    const LEX_PERSISTED_FILE = join(await temporaryDirectory(atEnd), 'app.json');
    await writeFile(LEX_PERSISTED_FILE, JSON.stringify({ own: OWN }));
    environment = { LEX_DATA_DIR, LEX_PERSISTED_ONLY: 'true', LEX_PERSISTED_FILE };
    lex = await startLex(environment, atEnd);
  });

  async function ask(body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${lex.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  }

  it('lex chat works', async () => {
    const { code, stdout } = await runLex(['chat', '--url', `${lex.url}/graphql`, 'what is 6 times 7?'], {});
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('42') });
  });

  it.each(['check', 'rebuild'])('lex memory %s works', async (work) => {
    const { code, stderr } = await runLex(['memory', work, '--url', `${lex.url}/graphql`], {});
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  it('the app’s own documents are answered', async () => {
    expect(await ask({ documentId: 'own' })).toEqual({ data: { status: { mode: 'EMBEDDED' } } });
  });

  it.each(['Chat', 'Recall', 'Status'])('the operation %s that GraphiQL shows is answered', async (operationName) => {
    expect(await ask({ query: GRAPHIQL_DOCUMENT, operationName })).toMatchObject({ data: expect.anything() });
  });

  it('GraphiQL’s question about the schema is answered, and no other', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true });
    expect(await ask({ query, operationName: 'IntrospectionQuery' })).toMatchObject({ data: { __schema: {} } });
    expect(await ask({ query: '{ __schema { types { name } } }' })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }],
    });
  });

  it('GraphiQL works in a browser', async ({ skip }) => {
    const browser = await launchBrowser();
    if (typeof browser === 'string') {
      if (process.env.CI) throw new Error(browser);
      return skip(browser);
    }
    const page = await patientPage(browser);
    const introspection = page.waitForResponse((response) =>
      (response.request().postData() ?? '').includes('IntrospectionQuery'),
    );
    await page.goto(`${lex.url}/graphql`);
    expect(await (await introspection).json()).toMatchObject({ data: { __schema: {} } });
    await page.locator('.graphiql-execute-button').click();
    await page.getByRole('menuitem', { name: 'Status' }).click();
    await page.locator('.result-window', { hasText: 'EMBEDDED' }).waitFor();
  });

  it('a list that can’t be used stops the start', async () => {
    await writeFile(join(environment['LEX_DATA_DIR'] ?? '', 'bad.json'), JSON.stringify({ a: '{ nothing }' }));
    const LEX_DATA_DIR = await dataDirectory();
    const bad = join(environment['LEX_DATA_DIR'] ?? '', 'bad.json');
    const { code, stderr } = await runLex(['serve'], { LEX_DATA_DIR, LEX_PERSISTED_FILE: bad, PORT: '0' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Cannot query field "nothing"') });
  });
});
