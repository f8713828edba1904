import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRAPHIQL_DOCUMENT } from '../../../src/edge/graphiql/graphiql-document.ts';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { patientPage } from '../../support/clients/patient-page.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

/** So high that the editor draws all lines of the tab. */
const VIEWPORT = { width: 1280, height: 2_000 };

/** Runs an operation of the tab as a user does, and resolves when the result holds the text. */
async function play(page: Page, name: string, result: RegExp): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
  await page.locator('.result-window', { hasText: result }).waitFor();
}

/** The lines that the editor draws, from top to bottom, with what is seen at the end of each. */
async function linesOf(page: Page): Promise<{ text: string; endIsSeen: boolean }[]> {
  return page.locator('.graphiql-query-editor .view-line > span').evaluateAll((spans) =>
    spans
      .map((span) => ({ span, box: span.getBoundingClientRect() }))
      .sort((one, other) => one.box.top - other.box.top)
      .map(({ span, box }) => ({
        text: (span.textContent ?? '').replaceAll('\u00a0', ' '),
        endIsSeen:
          box.width === 0 || span.contains(document.elementFromPoint(box.right - 2, (box.top + box.bottom) / 2)),
      })),
  );
}

describe('the first tab of GraphiQL', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer();
  });

  it('is seen whole, and runs from top to bottom by the play button', async ({ skip }) => {
    const browser = await launchBrowser();
    if (typeof browser === 'string') {
      if (process.env.CI) throw new Error(browser);
      return skip(browser);
    }
    const page = await patientPage(browser, { viewport: VIEWPORT });
    await page.goto(`${lex.url}/graphql`);
    const lines = GRAPHIQL_DOCUMENT.split('\n');
    // A line that is too long for the editor would be two.
    await expect.poll(() => linesOf(page)).toEqual(lines.map((text) => ({ text, endIsSeen: true })));

    await play(page, 'Chat', /"state":\s*"(PENDING|STREAMING|COMPLETED)"/);
    await play(page, 'ReplyStream', /"kind":\s*"COMPLETED"/);
    await play(page, 'Recall', /"content":\s*"my\ssister\slives\sin\sOslo"/);
    await play(page, 'Status', /"mode":\s*"EMBEDDED"/);
  });
});
