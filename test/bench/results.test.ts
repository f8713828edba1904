import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Section } from '../../bench/http/measuring/section.ts';
import { ratioOf } from '../../bench/http/measuring/spread.ts';
import { markdownPage } from '../../bench/http/report/markdown-page.ts';
import { plot } from '../../bench/http/report/plot.ts';

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const readManifest = (path: string) =>
  manifest.parse(JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')));

const section = (aims: Section['aims']): Section => ({
  title: 'a list & its parts',
  about: 'What is asked.',
  rows: [['server'], ['Lex']],
  aims,
  unit: 'requests/s',
  bars: [
    { label: 'Lex', value: 2_000, isLex: true },
    { label: 'raw `node:http` <fast>', value: 4_000, isLex: false },
  ],
});
const page = (aims: Section['aims']) =>
  markdownPage({
    sections: [section(aims)],
    notes: ['Two cores of a kind.'],
    versions: { peer: '1.2.3' },
    date: new Date(0),
  });
const spread = (median: number) => ({ median, lowest: median - 1, highest: median + 1 });

describe('what the benchmark writes', () => {
  it('compares round by round', () => {
    expect(ratioOf([10, 30, 20], [5, 10, 20])).toEqual({ median: 2, lowest: 1, highest: 3 });
  });

  it.each([
    [{ least: 2, measured: spread(2) }, 'yes'],
    [{ least: 2, measured: spread(1.9) }, 'no'],
    [{ most: 2, measured: spread(2) }, 'yes'],
    [{ most: 2, measured: spread(2.1) }, 'no'],
    [{ least: 2, measured: spread(3), caveat: 'nothing came from a cache' }, 'no: nothing came from a cache'],
    [{ measured: spread(3) }, ''],
  ])('says whether an aim is reached: %o', (aim, reached) => {
    const line = page([{ what: 'this aim', ...aim }])
      .split('\n')
      .find((each) => each.includes('this aim'));
    expect(line?.split('|').at(-2)?.trim()).toBe(reached);
  });

  it('says on what it was measured, and when', () => {
    expect(page([])).toContain('Two cores of a kind.');
    expect(page([])).toContain('1970-01-01');
    expect(page([])).toMatch(/\| peer +\| 1\.2\.3 +\|/);
  });

  it('draws bars by their values, and says the same in words', () => {
    const svg = plot([section([])]);
    const widths = [...svg.matchAll(/class="(?:lex|peer)" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 0)).toBeCloseTo(2, 2);
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(
      /<desc[^>]*>a list &amp; its parts, requests\/s: Lex 2,000; raw node:http &lt;fast&gt; 4,000\./,
    );
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('has its peers on the same libraries that Lex is built from, in the same versions', () => {
    const [ours, peers] = [
      readManifest('package.json').devDependencies,
      readManifest('bench/package.json').dependencies,
    ];
    const shared = Object.keys(peers).filter((name) => name in ours);
    expect(shared).toEqual(['graphql', 'graphql-ws', 'graphql-yoga', 'ws']);
    for (const name of shared) expect(peers[name]).toBe(ours[name]);
  });
});
