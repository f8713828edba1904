import { expect, it } from 'vitest';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startLex } from '../support/lex/lex-process.ts';
import { scrapeMetrics } from '../support/scrape-metrics.ts';

const NODE_OPTIONS = `--import=${new URL('../support/lex/fault-on-signal.mjs', import.meta.url).href}`;
/** So many series may come with what was not asked before, such as a first answer after refusals. */
const FEW = 50;
const SHED = 'lex_shed_total{via="http",shortage="loop"}';

it('the metrics of a process that refuses what it is asked come all the same', async () => {
  const environment = { LEX_OVERLOAD_DELAY_MS: '10', NODE_OPTIONS, FAULT: 'busy' };
  const lex = await startLex({ LEX_DATA_DIR: await dataDirectory(), ...environment });
  let asks = 0;
  const ask = async () => {
    asks += 1;
    const answer = await fetch(`${lex.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `query Asked${asks} { viewer { id } }` }),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  lex.kill('SIGUSR2');
  await expect.poll(ask).toBe(503);
  const before = (await scrapeMetrics(lex.url)).samples;
  const asked = Array.from({ length: 300 }, ask);
  const scrapes = [];
  // One after the other, as Prometheus does, while the others wait for their turns.
  for (let count = 0; count < 5; count += 1) scrapes.push((await scrapeMetrics(lex.url)).samples);
  expect(await Promise.all(asked)).toContain(503);
  const after = (await scrapeMetrics(lex.url)).samples;
  expect(after.get(SHED)).toBeGreaterThan(before.get(SHED) ?? 0);
  for (const samples of [...scrapes, after]) {
    expect(samples.size).toBeLessThan(before.size + FEW);
    expect([...samples.keys()].join()).not.toMatch(/Asked\d/);
  }
});
