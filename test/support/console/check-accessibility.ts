import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** WCAG 2.2 AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Expects that what the page shows can be used by everybody, as far as a program can tell. The checker's text is run by
 * the browser itself: the content policy lets no script of others in.
 */
export async function checkAccessibility(page: Page): Promise<void> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const options = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };
  const found = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  const told = found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  expect(told).toEqual([]);
}
