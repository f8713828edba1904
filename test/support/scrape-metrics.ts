import { expect } from 'vitest';

const SAMPLE = /^([a-z_][a-z0-9_]*)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/i;

/** What a scrape holds. */
export interface Scrape {
  /** By name and labels, as they are written. */
  readonly samples: ReadonlyMap<string, number>;
  /** Of each metric, whether it has samples or not: counter, gauge, histogram or summary. */
  readonly types: ReadonlyMap<string, string>;
}

/** Reads the text format of Prometheus. @throws when it isn't that */
export function readScrape(text: string): Scrape {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE ([a-z0-9_]+) (\w+)$/.exec(line) ?? [];
    if (typed !== '' && types.has(typed)) throw new Error(`${typed} comes twice`);
    if (typed !== '') types.set(typed, type);
    if (line === '' || /^# (HELP|TYPE) [a-z0-9_]+ /.test(line)) continue;
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (name === '' || !(Number.isFinite(Number(value)) || /^([+-]Inf|nan)$/i.test(value))) throw new Error(line);
    samples.set(`${name}{${labels}}`, Number(value));
  }
  return { samples, types };
}

/** Reads the metrics of a server or a worker. */
export async function scrapeMetrics(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return readScrape(await response.text());
}
