import { expect, it } from 'vitest';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startLex } from '../support/lex/lex-process.ts';
import { scrapeMetrics } from '../support/scrape-metrics.ts';

const NODE_OPTIONS = `--import=${new URL('../support/lex/fault-on-signal.mjs', import.meta.url).href}`;
const SHED = 'lex_shed_total{via="http",shortage="loop"}';

it('the metrics of a process that refuses what it is asked come all the same, with as many series', async () => {
  const environment = { LEX_OVERLOAD_DELAY_MS: '10', NODE_OPTIONS, FAULT: 'busy' };
  const lex = await startLex({ LEX_DATA_DIR: await dataDirectory(), ...environment });
  const ask = async () => {
    const answer = await fetch(`${lex.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ viewer { id } }"}',
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
  const own = (samples: ReadonlyMap<string, number>) => [...samples.keys()].filter((name) => name.startsWith('lex_'));
  for (const samples of [...scrapes, after]) expect(own(samples)).toEqual(own(before));
});
