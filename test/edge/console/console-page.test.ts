import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startEdge } from '../../support/edge/start-edge.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';

/** What a browser loads before it shows anything, at most, compressed. */
const FIRST_LOAD_BYTES = 170 * 1_024;
const LONGEST_FILE_LINES = 250;

async function openPage() {
  const { port } = await startEdge();
  const url = `http://127.0.0.1:${port}/`;
  const page = await fetch(url);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  return { url, page, html, files };
}

describe('the page of the console', () => {
  it('may run its own files alone, and make no text a script', async () => {
    const { page, html } = await openPage();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=|https?:/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  it('loads files that are compressed, kept for good, and small together', async () => {
    const { url, files } = await openPage();
    let bytes = 0;
    for (const path of files) {
      const response = await fetch(new URL(path, url), { headers: { 'accept-encoding': 'gzip, deflate, br' } });
      expect([path, response.status, response.headers.get('content-encoding')]).toEqual([path, 200, 'br']);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      bytes += Number(response.headers.get('content-length'));
      const gzipped = await fetch(new URL(path, url), { headers: { 'accept-encoding': 'br;q=0.5, gzip' } });
      expect(gzipped.headers.get('content-encoding')).toBe('gzip');
      expect(await gzipped.text()).toBe(await response.text());
    }
    expect(files.length).toBeGreaterThan(2);
    expect(bytes + brotliCompressSync(readFileSync(join(packageRoot, 'dist/console/index.html'))).length).toBeLessThan(
      FIRST_LOAD_BYTES,
    );
  });

  it('has no file that the build did not make', async () => {
    const { url } = await openPage();
    for (const path of ['/console/', '/console/assets/', '/console/assets/..%2findex.html', '/console/index.html']) {
      expect([path, (await fetch(new URL(path, url))).status]).toEqual([path, 404]);
    }
  });
});

it('the console is made of files that are read at once, and imports nothing of the server', () => {
  const root = join(packageRoot, 'console/src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(root, path)).isFile() && !path.startsWith('generated'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  expect(files.filter(({ text }) => text.split('\n').length > LONGEST_FILE_LINES).map(({ path }) => path)).toEqual([]);
  const outside = /from '(?:\.\.\/)+(?:src|test|scripts|bench)\//;
  expect(files.filter(({ text }) => outside.test(text)).map(({ path }) => path)).toEqual([]);
  expect(files.length).toBeGreaterThan(50);
});
